"""Loans after signing: disbursement, day-end, repayments, arrears, collection."""
