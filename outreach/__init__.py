"""Leads, consulting desk, campaigns and events; knows nothing of guarantees."""
