"""Pages that speak of all apps: home, health, cockpit, reports."""
