"""Pages of underwriting, one file per topic."""
