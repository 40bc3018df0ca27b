"""Tests of loans: payout, day-end, repayments, arrears and their pages."""
