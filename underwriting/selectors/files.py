"""Reads of a file in evaluation: opinions, visits, worksheet, score and memo that count now."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.states import ApplicationState
from casework.models import Case, Document
from parties.models import Consent, User
from policy.errors import RuleMissing
from policy.models import AuthorityRule, BankAgreement, DocumentType, Scorecard
from policy.selectors import documents_asked
from underwriting.models import Memo, Opinion, ScoreResult, SiteVisit, VisitPhoto, Worksheet
from underwriting.states import MeetingState, MemoState, VisitState

DECISION_LEVELS = [level.value for level in AuthorityRule.Level]


def submitted_cases(user: User) -> QuerySet[Case]:
    """Cases this user may know of whose application was handed in."""
    visible = Case.objects.visible_to(user).select_related("borrower", "bank")
    return visible.filter(application__submitted_on__isnull=False)


def visit_photos(case: Case) -> QuerySet[VisitPhoto]:
    """All photos of all visits of a case."""
    return VisitPhoto.objects.filter(visit__case=case).select_related("document")


def application_of(case: Case) -> Application:
    """The submitted application of a case, with its product terms."""
    return Application.objects.select_related("product_version__product").get(case=case)


def is_open_for_evaluation(case: Case) -> bool:
    """Whether the bank holds the file in review."""
    return bool(application_of(case).state == ApplicationState.IN_REVIEW)


def current_round(case: Case) -> int:
    """Each return to review starts a new round of opinions."""
    return 1 + case.memos.filter(state=MemoState.RETURNED).count()


def opinions_of_round(case: Case) -> QuerySet[Opinion]:
    """The opinions signed since the file last came (back) to review."""
    return case.opinions.filter(round=current_round(case)).select_related("author__person")


def latest_worksheet(case: Case) -> Worksheet | None:
    """The figures that count now."""
    return case.worksheets.select_related("entered_by__person").first()


def latest_score(case: Case) -> ScoreResult | None:
    """The score that counts now."""
    return case.scores.select_related("scorecard", "computed_by__person", "worksheet").first()


def latest_memo(case: Case) -> Memo | None:
    """The memo that counts now: the draft, or the one sent to decision."""
    return case.memos.select_related("author__person", "edited_by__person", "score").first()


def memo_version(case: Case, version: int) -> Memo | None:
    """One version of the memo."""
    return case.memos.select_related("author__person").filter(version=version).first()


def finished_visit(case: Case) -> SiteVisit | None:
    """The latest finished visit."""
    visits = case.site_visits.filter(state=VisitState.DONE)
    return visits.order_by("-visited_on", "-pk").first()


def has_credit_consent(case: Case) -> bool:
    """Whether the borrower's consent to the credit query is in force."""
    return Consent.objects.filter(
        person=case.borrower_id, kind=Consent.Kind.CREDIT_QUERY, withdrawn_at=None
    ).exists()


def is_on_agenda(case: Case) -> bool:
    """Whether the file lies before a meeting that is not over."""
    return case.agenda_items.filter(
        meeting__state__in=[MeetingState.PLANNED, MeetingState.VOTING]
    ).exists()


def possible_visitors(case: Case) -> QuerySet[User]:
    """Staff of the bank of the case who may visit."""
    return (
        User.objects.staff()
        .filter(organisation=case.bank_id, grants__role__in=["BNK", "BRV"])
        .filter(grants__revoked_at=None)
        .select_related("person")
        .distinct()
        .order_by("person__sort_key", "pk")
    )


def scorecard_in_force(product_kind: str, on: date) -> Scorecard:
    """The expert card for a kind of product on a day."""
    cards = Scorecard.objects.in_force(on).filter(card__product_kinds__contains=[product_kind])
    found = cards.first()
    if found is None:
        raise RuleMissing(what="scorecard")
    return found


def authority_rule_for(
    *, amount: Decimal, grade: str, product_code: str, on: date
) -> AuthorityRule:
    """Who decides this amount and grade; where several rules fit, the highest level."""
    rules = AuthorityRule.objects.in_force(on).filter(
        Q(products=None) | Q(products__code=product_code),
        amount_above__lt=amount,
        amount_up_to__gte=amount,
        grades__contains=[grade],
    )
    found = max(rules, key=lambda rule: DECISION_LEVELS.index(rule.level), default=None)
    if found is None:
        raise RuleMissing(what="authority")
    return found


def rate_ceiling(case: Case, on: date) -> Decimal | None:
    """The ceiling of the bank's agreement; None where no agreement runs."""
    agreement = BankAgreement.objects.filter(
        bank=case.bank_id, start_on__lte=on, end_on__gte=on
    ).first()
    return agreement.interest_rate_max if agreement else None


def documents_not_accepted(case: Case, on: date) -> list[str]:
    """Names of the papers the file must hold and that nobody has accepted yet."""
    application = application_of(case)
    version = application.product_version
    assert version
    accepted = set(
        case.documents.filter(verdict=Document.Verdict.ACCEPTED).values_list("type_code", flat=True)
    )
    asked = documents_asked(version.product.kind, application.guarantee_mode, on)
    return [str(kind) for kind in asked if kind.is_required and kind.code not in accepted]


def usable_documents(case: Case) -> Iterable[Document]:
    """Papers a figure may be taken from: not replaced and not rejected."""
    gone = [Document.Verdict.REPLACED, Document.Verdict.REJECTED]
    return case.documents.exclude(verdict__in=gone)


def paper_type_names() -> dict[str, str]:
    """The words of the document types in the reader's language, of a visit's pictures as well."""
    known = {kind.code: str(kind) for kind in DocumentType.objects.all()}
    pictures = {"visit_photo": _("Photo of the visit"), "visit_signature": _("Drawn signature")}
    return {code: str(name) for code, name in pictures.items()} | known


def paper_names(case: Case) -> dict[int, str]:
    """The papers of a case by key, each with the word of its type."""
    names = paper_type_names()
    return {paper.pk: names.get(paper.type_code, paper.type_code) for paper in case.documents.all()}
