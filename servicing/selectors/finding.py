"""Finding a loan again: by number, contract, letter, or by its borrower."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from casework.selectors.finding import SearchHit, ends_with, person_matches
from parties.models import User
from screens.wording import day, yuan
from servicing.models import Loan
from servicing.selectors.loans import loans_for

LEAST = 4


def found_loans(user: User, text: str, most: int = 20) -> list[SearchHit]:
    """Loans with what is to be paid next, how late they are and how often they were."""
    if len(text) < 2 or not user.may("servicing.view_loan"):
        return []
    matches = person_matches("borrower", text)
    if len(text) >= LEAST:
        matches |= Q(number__iendswith=text) | Q(contract__number__iendswith=text)
        matches |= Q(guarantee_number__icontains=text) | Q(borrower__id_tail=text.upper())
    loans = loans_for(user).filter(matches)
    counted = loans.annotate(times_late=Count("overdue_cases", distinct=True))
    return [_hit(loan, text) for loan in counted[:most]]


def _hit(loan: Loan, text: str) -> SearchHit:
    numbers = (loan.number, loan.contract.number, loan.guarantee_number)
    return SearchHit(
        kind="loan",
        title=f"{loan.number} {loan.borrower}",
        stage=loan.state,
        url=reverse("case_repayments", args=[loan.case.number]),
        facts=" · ".join(_facts(loan)),
        is_exact=any(ends_with(number, text) for number in numbers),
    )


def _facts(loan: Loan) -> list[str]:
    facts = [_("Principal left %(amount)s") % {"amount": yuan(loan.outstanding)}]
    if next_due_on := getattr(loan, "next_due_on", None):
        facts.append(_("next payment %(day)s") % {"day": day(next_due_on)})
    if loan.days_past_due:
        facts.append(_("%(days)s days past due") % {"days": loan.days_past_due})
    times = getattr(loan, "times_late", 0)
    facts.append(_("late %(times)s times so far") % {"times": times} if times else _("never late"))
    return facts
