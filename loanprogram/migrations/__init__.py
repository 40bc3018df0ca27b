"""Migrations of `loanprogram`."""
