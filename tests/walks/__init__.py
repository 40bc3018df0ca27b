"""Whole lives of a case, walked through the browser by everyone who has a part in it."""
