"""Settings, addresses, background work, home and cockpit pages: imports all, imported by none."""
