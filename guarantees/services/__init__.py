"""Guarantees: one file per topic."""
