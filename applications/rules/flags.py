"""Which facts of a file are compared with other files, and the words of each flag."""

import unicodedata

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Fact kind: the answers (step, question) that carry it. Numbers of the person are added beside.
COMPARED: dict[str, tuple[tuple[str, str], ...]] = {
    "phone": (("household", "spouse_phone"), ("guarantee", "surety_phone")),
    "person": (("household", "spouse_id_number"), ("guarantee", "surety_id_number")),
    "business": (("business", "credit_code"),),
    "address": (("business", "business_address"),),
}

FLAG_WORDS: dict[str, Promise] = {
    "phone": _("A phone number of this file also stands in another person's file."),
    "person": _("Spouse or surety of this file also stands in another person's file."),
    "business": _("Another person has applied for the same business."),
    "address": _("Another person has given the same business address."),
    "file": _("The same file was handed in for another application."),
    "spouse_surety": _("The spouse is named as surety: both stand in for the same household."),
    "id_expires": _("The identity card ends on %(ends)s, before the loan does."),
    "turnover": _("Costs are not lower than turnover: nothing is left to repay from."),
}


def plain(fact: str) -> str:
    """A fact as it is compared: no spaces, wide signs made narrow, lower case."""
    narrow = unicodedata.normalize("NFKC", fact)
    return "".join(sign for sign in narrow if sign.isalnum()).lower()
