"""Tests of guarantee, fund, security, claim and recovery."""
