"""Texts of outreach that leave the house: what to do next and where, nothing personal."""

from django.utils.translation import gettext as _


def invitation(house: object, address: str) -> str:
    """The link to the self-check, from whom the person talked to."""
    return _(
        "%(house)s: as agreed, here you can check in a few minutes whether you can get a"
        " start-up loan: %(address)s"
    ) % {"house": house, "address": address}
