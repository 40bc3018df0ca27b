"""Template tags of the case file."""
