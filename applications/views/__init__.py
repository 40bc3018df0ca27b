"""Pages of applicants and of the public."""
