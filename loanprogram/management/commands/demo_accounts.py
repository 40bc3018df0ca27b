"""`demo_accounts`: who can sign in to the demo, and how."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from loanprogram.demo.accounts import applicant_accounts, staff_accounts


class Command(BaseCommand):
    """Lists the demo's accounts with password and second-factor secret; demo only."""

    help = "Lists the demo accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch: machine-readable output."""
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them; refused outside the demo."""
        if not settings.DEMO:
            raise CommandError("This is not the demo.")
        staff, applicants = staff_accounts(), applicant_accounts()
        if options["json"]:
            document = {
                "address": "http://127.0.0.1:8000",
                "staff": staff,
                "applicants": applicants,
            }
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=1))
            return
        for account in staff:
            roles = ",".join(account["roles"])
            self.stdout.write(
                f"{account['organisation_code']:8} {roles:4} {account['login']:18}"
                f" {account['password']} {account['totp_secret']}"
            )
        for account in applicants:
            self.stdout.write(f"{'':8} APP  {account['login']:18} {account['name']}")
