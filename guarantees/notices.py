"""Texts about guarantees and claims that leave the house."""

from django.utils.translation import gettext as _

from guarantees.models import Claim, Guarantee, SecurityUse
from policy.selectors import programme_profile
from screens.wording import day, yuan


def guarantee_refused(guarantee: Guarantee) -> str:
    """The center does not guarantee."""
    return _(
        "The center cannot guarantee application %(number)s. The reasons and your rights are"
        " on our site after sign-in; the center also explains them by phone."
    ) % {"number": guarantee.case.number}


def claim_paid(claim: Claim) -> str:
    """The fund has paid; the debt goes on."""
    return _(
        "The guarantee fund has paid for loan %(number)s because it was not repaid. You still owe"
        " the money, now to the fund and the bank. Please call the center to agree on payments."
    ) % {"number": claim.loan.number}


def surety_bound(use: SecurityUse) -> str:
    """The loan is paid out: from today the surety answers for it."""
    guarantee = use.guarantee
    assert guarantee.loan
    return _(
        "%(borrower)s has been paid loan %(loan)s of %(amount)s on %(date)s. You are surety for"
        " %(secured)s until it is repaid by %(until)s. Questions: the center, phone %(phone)s."
    ) % {
        "borrower": guarantee.case.borrower.name,
        "loan": guarantee.loan.number,
        "amount": yuan(guarantee.loan.principal),
        "date": day(guarantee.loan.disbursed_on),
        "secured": yuan(use.amount),
        "until": day(guarantee.loan.maturity_on),
        "phone": programme_profile(use.used_on).phone,
    }


def security_released(guarantee: Guarantee) -> str:
    """The loan is settled and the security can be fetched."""
    return _(
        "Your loan for case %(number)s is settled and the guarantee is released."
        " Papers you gave as security can be fetched at the center."
    ) % {"number": guarantee.case.number}
