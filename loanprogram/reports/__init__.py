"""Weekly and monthly reports: one function of figures for page, PDF and Excel."""
