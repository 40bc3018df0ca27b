"""Tests: folders as the apps, names as outcomes."""
