"""What the center looks at before it guarantees: evidence beside each check, effect on the fund."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications.models import Application
from applications.selectors import answers_of
from casework.models import Case, Document, TransitionRecord
from guarantees.models import Guarantee
from guarantees.selectors.fund import exposure, fund_position
from parties.models import Township, User
from policy.models import EligibleGroup
from screens.parts import Text
from screens.wording import yuan
from servicing.models import Loan
from underwriting.selectors import application_of


@dataclass(frozen=True)
class Evidence:
    """One check of the reviewer with what the file says to it."""

    code: str
    label: Text
    fact: str
    is_met: bool


@dataclass(frozen=True)
class FundEffect:
    """What a promise does to the free capacity of the fund."""

    before: Decimal
    amount: Decimal

    @property
    def after(self) -> Decimal:
        """What is free when this guarantee is promised."""
        return self.before - self.amount

    @property
    def is_enough(self) -> bool:
        """Whether the promise may be made."""
        return self.after >= 0


def guarantees_seen_by(user: User) -> QuerySet[Guarantee]:
    """Guarantees of the cases this user may know of."""
    related = ("case__borrower__township", "case__bank", "case__programme__center", "loan")
    found: QuerySet[Guarantee] = Guarantee.objects.visible_to(user)
    return found.select_related(*related)


def guarantee_of(case: Case) -> Guarantee | None:
    """The guarantee of a case, if it was asked for."""
    related = ("case__borrower", "case__bank", "case__programme__center", "loan", "requested_by")
    return Guarantee.objects.filter(case=case).select_related(*related).first()


def fund_effect(guarantee: Guarantee, on: date) -> FundEffect:
    """Free capacity before and what the guarantee would bind, at its amount or the one wished."""
    amount = guarantee.amount or application_of(guarantee.case).amount or Decimal(0)
    return FundEffect(fund_position(on).free, exposure(amount, guarantee.fund_share, on))


def review_evidence(guarantee: Guarantee, on: date) -> list[Evidence]:
    """The six checks with what is known, in the order of the page."""
    application = application_of(guarantee.case)
    return [
        *_person(application),
        _proof(guarantee.case),
        *_limits(guarantee, application),
        _fund(guarantee, on),
    ]


def _person(application: Application) -> Iterator[Evidence]:
    person = answers_of(application).get("person", {})
    group = EligibleGroup.objects.filter(code=person.get("group", "")).first()
    yield Evidence("group", _("Belongs to an eligible group"), str(group or "–"), bool(group))
    township = Township.objects.filter(code=person.get("township", "")).first()
    yield Evidence(
        "county", _("Lives and works in the county"), str(township or "–"), bool(township)
    )


def _proof(case: Case) -> Evidence:
    papers = case.documents.exclude(verdict=Document.Verdict.REPLACED)
    accepted = papers.filter(verdict=Document.Verdict.ACCEPTED).count()
    whole = papers.count()
    fact = _("%(accepted)s of %(whole)s papers accepted") % {"accepted": accepted, "whole": whole}
    return Evidence("proof", _("Papers prove it"), fact, 0 < accepted == whole)


def _limits(guarantee: Guarantee, application: Application) -> Iterator[Evidence]:
    version = application.product_version
    assert version
    amount = guarantee.amount or application.amount or Decimal(0)
    within = version.amount_min <= amount <= version.amount_max
    fact = f"{yuan(amount)} ≤ {yuan(version.amount_max)}"
    yield Evidence("limits", _("Amount within the policy"), fact, within)
    earlier = Loan.objects.filter(borrower=guarantee.case.borrower).exclude(state="cancelled")
    times = earlier.exclude(case=guarantee.case).count()
    fact = _("%(times)s before, %(most)s allowed") % {
        "times": times,
        "most": version.borrow_count_max,
    }
    is_met = times < version.borrow_count_max
    yield Evidence("times", _("Number of supported loans"), fact, is_met)


def _fund(guarantee: Guarantee, on: date) -> Evidence:
    effect = fund_effect(guarantee, on)
    fact = _("free %(before)s, after it %(after)s") % {
        "before": yuan(effect.before),
        "after": yuan(effect.after),
    }
    return Evidence("fund", _("The fund reaches"), fact, effect.is_enough)


def last_step(subject: models.Model) -> TransitionRecord | None:
    """The step taken last on a guarantee, claim, recovery or movement, with who took it."""
    records = TransitionRecord.objects.filter(
        subject_label=subject._meta.label_lower, subject_id=subject.pk
    )
    return records.select_related("actor__person").order_by("-pk").first()


def last_return(guarantee: Guarantee) -> str:
    """Why the center returned the request last, or nothing."""
    steps = guarantee.case.transitions.filter(
        subject_label=guarantee._meta.label_lower, event="send_back"
    )
    last = steps.order_by("-pk").first()
    return last.reason if last else ""
