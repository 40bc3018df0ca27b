"""Writes on the rules of the program: loading the reference data, drafting, publishing."""

from policy.services.programme import load_programme
from policy.services.rules import publish_rule, send_back_rule, submit_rule, withdraw_rule

__all__ = ["load_programme", "publish_rule", "send_back_rule", "submit_rule", "withdraw_rule"]
