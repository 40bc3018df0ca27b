"""Template tags of the applicant's pages."""
