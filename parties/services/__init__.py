"""Writes about people: registration, roles, consents, one-time codes, the audit trail."""
