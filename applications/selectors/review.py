"""What the reviewing desk reads: answers, papers with their verdicts, what stands in the way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications.models import Application, ReviewFlag, SupplementRequest
from applications.rules import QUESTION_STEPS, Question, asked_questions
from applications.rules.flags import FLAG_WORDS
from applications.selectors.answers import answers_of, papers_needed, shown_answer
from applications.states import ApplicationState, SupplementState
from casework.models import Case, Document
from parties.models import User
from policy.models import DocumentType
from screens.parts import Text
from screens.wording import mask_id, mask_phone

# Which answers a checker compares with a paper; all others are compared with the person's.
PAPER_STEPS: dict[str, tuple[str, ...]] = {
    "business_licence": ("business",),
    "premises": ("business",),
    "partnership_agreement": ("business",),
    "staff_roster": ("jobs", "business"),
    "use_of_funds": ("wish",),
    "bank_flow": ("income",),
    "surety_papers": ("guarantee",),
    "collateral_title": ("guarantee",),
    "pledge_proof": ("guarantee",),
}
OPEN_FOR_REVIEW = (ApplicationState.IN_REVIEW, ApplicationState.SUPPLEMENT)


@dataclass(frozen=True)
class AnswerLine:
    """One answer of a file; a sealed one is masked and can be asked for by its `place`."""

    label: Text
    value: str
    place: str = ""
    at_submission: str = ""


@dataclass(frozen=True)
class AnswerPart:
    """The answers of one step."""

    code: str
    title: Text
    lines: list[AnswerLine]


@dataclass(frozen=True)
class PaperCheck:
    """One paper of a file: what is asked, what came, how it stands."""

    code: str
    title: str
    is_required: bool
    documents: list[Document] = field(default_factory=list)
    earlier: list[Document] = field(default_factory=list)

    @property
    def state(self) -> str:
        """The state in the vocabulary `document`: the worst of the papers that count."""
        if not self.documents:
            return "missing"
        verdicts = {document.verdict for document in self.documents}
        if Document.Verdict.REJECTED in verdicts:
            return "rejected"
        return "received" if Document.Verdict.OPEN in verdicts else "accepted"


def application_of(case: Case) -> Application | None:
    """The application of a case, where one was begun."""
    found = Application.objects.select_related(
        "case__bank", "case__programme__center", "applicant", "product_version__product"
    )
    return found.filter(case=case).first()


def can_be_reviewed(application: Application) -> bool:
    """Whether papers can be judged now."""
    return application.state in OPEN_FOR_REVIEW


def is_at_the_bank(application: Application) -> bool:
    """Whether the bank is asked to take it in; where the center is first, after its yes."""
    waiting = application.case.tasks.filter(kind="accept_application", done_at=None)
    return application.state == ApplicationState.SUBMITTED and waiting.exists()


def _rules_day(application: Application) -> date:
    """The papers asked are those of the day of the hand-in."""
    return application.submitted_on or application.case.opened_on


def paper_checks(application: Application) -> list[PaperCheck]:
    """All papers: those asked, in catalogue order, then what else was handed in."""
    needs = papers_needed(application, on=_rules_day(application))
    earlier = _replaced(application)
    checks = [
        PaperCheck(
            code=need.type.code,
            title=str(need.type),
            is_required=need.type.is_required,
            documents=need.documents,
            earlier=earlier.get(need.type.code, []),
        )
        for need in needs
    ]
    return [*checks, *_others(application, {check.code for check in checks})]


def _replaced(application: Application) -> dict[str, list[Document]]:
    found: dict[str, list[Document]] = {}
    for document in application.case.documents.filter(verdict=Document.Verdict.REPLACED):
        found.setdefault(document.type_code, []).append(document)
    return found


def _others(application: Application, known: set[str]) -> Iterator[PaperCheck]:
    """Papers of types the rules do not ask for: shown, and in the way only when rejected."""
    found: dict[str, list[Document]] = {}
    present = application.case.documents.exclude(verdict=Document.Verdict.REPLACED)
    for document in present.exclude(type_code__in=known):
        found.setdefault(document.type_code, []).append(document)
    for code, documents in found.items():
        yield PaperCheck(code, paper_title(code), is_required=False, documents=documents)


def paper_title(code: str) -> str:
    """The name of a type of paper in the reader's language."""
    if code == "signed_form":
        return _("Signed application form")
    known = DocumentType.objects.filter(code=code).first()
    return str(known) if known else code


def review_blockers(case: Case) -> list[str]:
    """What keeps a file from going on to decision, one sentence each; empty when complete."""
    application = application_of(case)
    if application is None:
        return [_("There is no application on this case.")]
    if application.state == ApplicationState.SUPPLEMENT:
        return [_("The applicant has been asked for papers and has not answered yet.")]
    asked = {need.type.code for need in papers_needed(application, on=_rules_day(application))}
    sentences = [_in_the_way(check, check.code in asked) for check in paper_checks(application)]
    if count := case.flags.filter(handled_on=None).count():
        told = ngettext(
            "%(count)s flag has no note yet.", "%(count)s flags have no note yet.", count
        )
        sentences.append(told % {"count": count})
    return [sentence for sentence in sentences if sentence]


@dataclass(frozen=True)
class FlagLine:
    """A flag in words; the other file is named only to who may see it."""

    flag: ReviewFlag
    words: str
    other: Case | None


def flags_of(case: Case, user: User) -> list[FlagLine]:
    """The flags of a case as this account may read them."""
    flags = list(case.flags.select_related("handled_by__person"))
    seen = Case.objects.visible_to(user).in_bulk([flag.other_id for flag in flags if flag.other_id])
    return [
        FlagLine(flag, str(FLAG_WORDS[flag.kind]) % flag.facts, seen.get(flag.other_id or 0))
        for flag in flags
    ]


def _in_the_way(check: PaperCheck, is_asked: bool) -> str:
    if check.state == "rejected":
        return _("%(paper)s was rejected and not replaced.") % {"paper": check.title}
    if check.state == "missing" and check.is_required:
        return _("%(paper)s is missing.") % {"paper": check.title}
    if check.state == "received" and is_asked:
        return _("%(paper)s has not been checked.") % {"paper": check.title}
    return ""


def file_parts(application: Application, *, on: date) -> list[AnswerPart]:
    """All answers with the marks of what changed since the hand-in; numbers masked."""
    parts = [
        AnswerPart(step.code, step.title, list(_lines(application, step, on=on)))
        for step in QUESTION_STEPS
    ]
    parts[0].lines[:0] = _person_lines(application)
    return parts


def _person_lines(application: Application) -> list[AnswerLine]:
    person = application.applicant
    id_number = mask_id(person.id_number) if person.id_number else ""
    phone = mask_phone(person.phone) if person.phone else ""
    return [
        AnswerLine(_("Name"), person.name),
        AnswerLine(_("ID number"), id_number, "id_number" if id_number else ""),
        AnswerLine(_("Mobile phone"), phone, "phone" if phone else ""),
    ]


def _lines(application: Application, step: Any, *, on: date) -> Iterator[AnswerLine]:
    handed_in = answers_of(application).get(step.code, {})
    now = {**handed_in, **application.answers.get(step.code, {})}
    for question in asked_questions(step, now):
        before, after = handed_in.get(question.code), now.get(question.code)
        words = shown_answer(question, after, application=application, on=on)
        old = shown_answer(question, before, application=application, on=on)
        yield AnswerLine(
            label=question.label,
            value=words,
            place=_place(step.code, question, after),
            at_submission=old if before != after and application.submitted_on else "",
        )


def _place(step: str, question: Question, value: object) -> str:
    return f"{step}.{question.code}" if isinstance(value, Mapping) else ""


def compared_parts(application: Application, type_code: str, *, on: date) -> list[AnswerPart]:
    """The answers to compare with a paper of this type."""
    wanted = ("person", *PAPER_STEPS.get(type_code, ()))
    return [part for part in file_parts(application, on=on) if part.code in wanted]


def supplements_of(application: Application) -> QuerySet[SupplementRequest]:
    """All requests for papers with their items, the newest first."""
    return application.supplements.prefetch_related("items__document").order_by("-pk")


def open_supplement(application: Application) -> SupplementRequest | None:
    """The request that waits for the applicant now."""
    return supplements_of(application).filter(state=SupplementState.SENT).first()
