"""People, organisations, users, roles, consents and the audit trail."""
