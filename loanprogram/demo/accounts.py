"""The demo accounts, for the demo page and the command `demo_accounts`."""

from typing import Any

from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from loanprogram.demo.people import PASSWORD, SEATS, demo_secret
from parties.models import User


def staff_accounts() -> list[dict[str, Any]]:
    """Every staff account of the demo with what it takes to sign in."""
    seats = {seat.username: seat for seat in SEATS}
    users = User.objects.staff().filter(username__in=seats).select_related("organisation", "person")
    return [
        {
            "login": user.username,
            "name": user.display_name,
            "organisation": str(user.organisation),
            "organisation_code": user.organisation.code if user.organisation else "",
            "roles": [str(role) for role in seats[user.username].roles],
            "password": PASSWORD,
            "totp_secret": demo_secret(user.username),
            "sign_in": reverse("account_login"),
        }
        for user in sorted(users, key=lambda user: list(seats).index(user.username))
    ]


def applicant_accounts() -> list[dict[str, Any]]:
    """Applicants of the demo: they sign in by phone, the code is in the outbox."""
    applicants = (
        User.objects.filter(kind=User.Kind.APPLICANT, person__cases__isnull=False)
        .select_related("person")
        .distinct()
        .order_by("pk")
    )
    return [
        {
            "login": user.person.phone,
            "name": user.display_name,
            "cases": [case.number for case in user.person.cases.all()],
            "stages": [case.get_stage_display() for case in user.person.cases.all()],
            "sign_in": reverse("phone_sign_in"),
        }
        for user in applicants
        if user.person
    ]


def current_code(username: str) -> str:
    """The six digits that a demo account's authenticator shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    code: str = totp.format_hotp_value(totp.hotp_value(demo_secret(username), counter))
    return code
