"""Pages about loans, by topic."""
