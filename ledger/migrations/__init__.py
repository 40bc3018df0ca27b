"""Schema changes, one topic each."""
