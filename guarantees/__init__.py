"""Guarantees, counter-guarantees, the fund, claims and recovery; knows nothing of outreach."""
