"""Whole lives of loans as dated events and the journal they leave."""
