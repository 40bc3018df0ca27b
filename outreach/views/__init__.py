"""Pages of outreach, one file per topic."""
