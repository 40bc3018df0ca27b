"""Double entry, append-only; knows accounts and not loans."""
