"""Forms of underwriting, one file per topic."""
