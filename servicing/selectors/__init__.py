"""Reads of loans, with visibility and dates as arguments."""
