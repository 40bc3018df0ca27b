"""Who is to get a letter, what it says, and which addresses do not work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import translation

from parties.models import Person, User
from policy.selectors import parameter, programme_profile, text_template
from screens.paper import render_pdf
from screens.wording import day, yuan
from servicing.models import BadAddress, Letter, LetterBatch, Loan
from servicing.selectors.declarations import answers_behind, declarables, verified_value
from servicing.selectors.repayments import next_payment
from servicing.states import RUNNING


@dataclass(frozen=True)
class Addressed:
    """A loan with the person its letter goes to; without an address nothing can be posted."""

    loan: Loan
    addressee: str
    address: str
    is_bad: bool

    @property
    def can_be_posted(self) -> bool:
        """Whether there is an address from which nothing came back."""
        return bool(self.address) and not self.is_bad


def batches_for(user: User) -> QuerySet[LetterBatch]:
    """Batches of the own bank, with how many letters they hold and how many came back."""
    found = LetterBatch.objects.visible_to(user).select_related("prepared_by__person")
    return found.annotate(
        count=Count("letters"),
        back=Count("letters", filter=Q(letters__returned_on__isnull=False)),
    )


def letters_for(user: User) -> QuerySet[Letter]:
    """Letters of the loans this user may know of."""
    return Letter.objects.visible_to(user).select_related(
        "loan__case", "loan__borrower", "batch", "proof"
    )


def candidates(user: User, kind: str, on: date) -> list[Addressed]:
    """Late loans of the own bank that had no letter of this kind since they fell overdue."""
    rules: Mapping[str, Any] = parameter("letter.kinds", on)
    since = Letter.objects.filter(
        loan=OuterRef("pk"),
        batch__kind=kind,
        batch__prepared_on__gt=OuterRef("oldest_due_on"),
    ).exclude(batch__state="cancelled")
    late = Loan.objects.visible_to(user).filter(
        ~Exists(since),
        state__in=RUNNING,
        bank=user.organisation_id,
        days_past_due__gte=rules[kind]["from_days"],
    )
    rows = late.select_related("case", "borrower", "bank").order_by("-days_past_due", "pk")
    found = [addressed(loan, kind, on) for loan in rows]
    return [each for each in found if each.addressee]


def addressed(loan: Loan, kind: str, on: date) -> Addressed:
    """To whom the letter of a loan goes, and where."""
    answers = answers_behind(loan)
    if kind == LetterBatch.Kind.GUARANTOR:
        given = answers.get("guarantee", {})
        address = str(given.get("surety_employer") or "")
        return Addressed(loan, str(given.get("surety_name") or ""), address, is_bad=False)
    address = verified_value(loan.borrower, declarables(on)["address"], answers)
    return Addressed(loan, loan.borrower.name, address, is_bad_address(loan.borrower, address))


def is_bad_address(person: Person, address: str) -> bool:
    """Whether a letter came back from this address."""
    return BadAddress.objects.filter(person=person, address=address).exists()


def letter_text(loan: Loan, kind: str, on: date) -> tuple[str, str]:
    """Heading and text of a letter from the approved template; letters are written in Chinese."""
    with translation.override("zh-hans"):
        template = text_template(f"letter_{kind}", on)
        owed = next_payment(loan)
        body = template.body.format(
            name=loan.borrower.name,
            loan=loan.number,
            contract=loan.contract.number,
            amount=yuan(owed.total) if owed else yuan(loan.outstanding),
            days=loan.days_past_due,
            since=day(loan.oldest_due_on) if loan.oldest_due_on else "",
            left=yuan(loan.outstanding),
            bank=loan.bank.name,
            phone=loan.bank.phone,
            programme=programme_profile(on).name,
        )
    return template.title, body


def batch_pdf(batch: LetterBatch, on: date) -> bytes:
    """All letters of a batch as one file, each on a page of its own."""
    letters = batch.letters.select_related("loan__bank").order_by("pk")
    with translation.override("zh-hans"):
        values = {"programme": programme_profile(on), "letters": letters, "on": on}
        return render_pdf("servicing/letters_paper.html", values)
