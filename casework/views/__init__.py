"""Pages of the case file, by topic."""
