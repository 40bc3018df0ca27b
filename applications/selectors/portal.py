"""What an applicant sees of the own matters: drafts, status, history, data."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from applications.models import Application, DataRequest
from applications.rules import DECLARATIONS, DOCUMENTS, STEP_GROUPS, Step
from applications.rules.words import EVENT_WORDS, NODES, STATE_SENTENCES
from applications.selectors.answers import answers_of, is_step_done, unsealed
from applications.states import ApplicationState
from casework.models import Case, Document, Holder, Receipt, Stage, TransitionRecord
from parties.models import Consent, Person, User
from screens.parts import Node, TaskGroup, TaskRow, TimelineEntry
from screens.wording import day

# Steps whose reason the applicant reads in the own history; others have a page or are internal.
TOLD_REASONS = frozenset({"withdraw", "end_unguaranteed"})


@dataclass(frozen=True)
class Todo:
    """One thing the person should do now."""

    title: str
    text: str
    url: str
    due_on: date | None = None


def applications_of(user: User) -> "QuerySet[Application]":
    """The applications this user may know of, newest first."""
    found = Application.objects.visible_to(user).select_related(
        "case__bank", "case__programme__center", "applicant"
    )
    return found.order_by("-pk")


def drafts_open_to(user: User) -> "QuerySet[Application]":
    """Applications this person may work on: the own ones, or those opened at the counter."""
    mine = Q(applicant=user.person_id) if user.kind == User.Kind.APPLICANT else Q(pk=None)
    found = Application.objects.filter(mine | Q(assisted_by=user))
    return found.select_related("case", "applicant", "product_version__product")


def paper_of(application: Application, pk: int | None) -> Document | None:
    """One paper of this application that still counts."""
    present = application.case.documents.exclude(verdict=Document.Verdict.REPLACED)
    return present.filter(pk=pk).first() if pk else None


def task_groups(application: Application, *, on: date) -> list[TaskGroup]:
    """The steps in their groups with how far each is."""
    return [
        TaskGroup(title, [_task_row(application, step, on) for step in steps])
        for title, steps in STEP_GROUPS
    ]


def _task_row(application: Application, step: Step, on: date) -> TaskRow:
    number = application.case.number
    addresses = {
        DOCUMENTS.code: ("application_documents", [number]),
        DECLARATIONS.code: ("application_declarations", [number]),
    }
    name, arguments = addresses.get(step.code, ("application_step", [number, step.code]))
    return TaskRow(step.title, _step_state(application, step, on), reverse(name, args=arguments))


def _step_state(application: Application, step: Step, on: date) -> str:
    if is_step_done(application, step, on=on):
        return "completed"
    has_papers = step is DOCUMENTS and application.case.documents.exists()
    return "in_progress" if application.answers.get(step.code) or has_papers else "not_started"


def to_do(user: User, *, on: date) -> list[Todo]:
    """What this person must do now, first things first; empty when others have the ball."""
    found = [_todo_of(application, on) for application in applications_of(user)]
    return [todo for todo in found if todo]


def _todo_of(application: Application, on: date) -> Todo | None:
    case = application.case
    if case.holder != Holder.APPLICANT or case.stage == Stage.CLOSED:
        return None
    number = case.number
    if application.state == ApplicationState.DRAFT:
        return Todo(
            _("Go on with your application"),
            _("Last saved on %(at)s.") % {"at": day(application.saved_at)},
            reverse("application_tasks", args=[number]),
        )
    request = application.supplements.filter(state="sent").first()
    if request:
        return Todo(
            _("Hand in what is missing"),
            _("The bank or the center asked you for something."),
            _address("my_supplement", number),
            request.due_on,
        )
    return _later_todo(case)


def _later_todo(case: Case) -> Todo | None:
    if case.stage == Stage.CONTRACT:
        title, text = _("Read and sign your contract"), _("It is ready for you.")
        return Todo(title, text, _address("my_contract", case.number), case.stage_due_on)
    if case.stage in (Stage.REPAYMENT, Stage.OVERDUE):
        late = case.stage == Stage.OVERDUE
        title = _("A payment is late") if late else _("Repay your loan")
        text = _("See what is due and when.")
        return Todo(title, text, _address("my_loans"), case.stage_due_on)
    return None


def _address(name: str, *arguments: str) -> str:
    """The address of a page of a later stage, if that stage is installed."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return reverse("my_start")


def institution_of(case: Case) -> str:
    """Who has the ball, by name."""
    if case.holder == Holder.BANK:
        return str(case.bank or "")
    if case.holder == Holder.CENTER:
        return str(case.programme.center)
    return str(_("you")) if case.holder == Holder.APPLICANT else ""


def stage_nodes(application: Application) -> list[Node]:
    """The way of an application, the present stage with institution and expected date."""
    case = application.case
    order = [stage for stage, _label in NODES]
    is_over = case.stage == Stage.CLOSED
    reached = _reached(application, order)
    nodes: list[Node] = []
    for place, (_stage, label) in enumerate(NODES):
        state = "done" if place < reached else "next"
        if place == reached:
            state = "problem" if is_over else "current"
        who, when = "", ""
        if place == reached and not is_over:
            who, when = institution_of(case), _expected(case)
        nodes.append(Node(label, state, who, when))
    return nodes


def _reached(application: Application, order: Sequence[str]) -> int:
    """The place of the present stage; all done once money was paid out."""
    stage = application.case.stage
    if stage in order:
        return order.index(stage)
    if stage == Stage.CLOSED:
        return 0 if application.submitted_on is None else 1
    return len(order)


def _expected(case: Case) -> str:
    if case.stage_due_on is None:
        return ""
    return _("by %(on)s") % {"on": day(case.stage_due_on)}


def state_sentence(application: Application) -> str:
    """How the application stands, in plain words."""
    return str(STATE_SENTENCES[application.state])


def history_of(application: Application) -> list[TimelineEntry]:
    """What happened, newest first, in plain words; internal steps are left out."""
    records = TransitionRecord.objects.filter(
        case=application.case, event__in=EVENT_WORDS
    ).select_related("actor__organisation")
    entries = [
        TimelineEntry(
            title=EVENT_WORDS[record.event],
            at=record.effective_on,
            who=_who(record.actor, application),
            text=record.reason if record.event in TOLD_REASONS else "",
        )
        for record in records
        if record.subject_label == "applications.application"
    ]
    opened = TimelineEntry(_("You began the application"), application.case.opened_on)
    return [*reversed(entries), opened]


def _who(actor: User, application: Application) -> str:
    if actor.person_id == application.applicant_id:
        return _("you")
    return str(actor.organisation or "")


def receipts_of(application: Application) -> "QuerySet[Receipt]":
    """The receipts of an application, newest first."""
    return application.case.receipts.all()


def visible_receipts(user: User) -> "QuerySet[Receipt]":
    """Receipts of the cases this user may know of."""
    return Receipt.objects.visible_to(user).select_related("case__borrower", "case__application")


def receipt_by_number(number: str) -> Receipt | None:
    """A receipt for the public check, which shows time and count only."""
    return Receipt.objects.filter(number=number).first()


def consents_of(person: Person) -> list[Consent]:
    """All consents of a person, also withdrawn ones, oldest first."""
    return list(person.consents.order_by("given_at"))


def sharing_log(person: Person) -> list[dict[str, Any]]:
    """Which institution received which application, and when."""
    submitted = TransitionRecord.objects.filter(
        case__borrower=person, event="submit", subject_label="applications.application"
    ).select_related("case__bank", "case__programme__center")
    rows: list[dict[str, Any]] = []
    for record in submitted:
        assert record.case
        if record.case.bank:
            rows.append(_shared(record, str(record.case.bank)))
        if record.case.shared_with_center:
            rows.append(_shared(record, str(record.case.programme.center)))
    return rows


def _shared(record: TransitionRecord, name: str) -> dict[str, Any]:
    return {"on": record.effective_on, "case": record.case, "organisation": name}


def data_requests_of(person: Person) -> "QuerySet[DataRequest]":
    """Requests for correction or deletion of this person."""
    return person.data_requests.all()


def data_requests_for(user: User) -> "QuerySet[DataRequest]":
    """Requests that this member of staff may answer: the center's."""
    if user.is_center_staff and user.may("applications.answer_data_request"):
        return DataRequest.objects.select_related("person")
    return DataRequest.objects.none()


def own_data(person: Person, applications: Iterable[Application]) -> dict[str, Any]:
    """Everything kept about a person that is theirs to see, as plain values."""
    return {
        "person": {
            "name": person.name,
            "id_number": person.id_number,
            "phone": person.phone,
            "email": person.email,
            "born_on": person.born_on,
            "address": person.address,
        },
        "consents": [
            {
                "kind": consent.kind,
                "version": consent.text_version,
                "given_on": consent.given_on,
                "withdrawn_on": consent.withdrawn_on,
            }
            for consent in consents_of(person)
        ],
        "applications": [_own_application(application) for application in applications],
        "messages": [
            {"on": notice.send_on, "subject": notice.subject, "text": notice.body}
            for notice in person.notices.exclude(kind="one_time_code")
        ],
        "requests": list(person.data_requests.values("kind", "text", "asked_on", "answer")),
    }


def _own_application(application: Application) -> dict[str, Any]:
    """One application with its answers, the encrypted ones opened for their owner."""
    answers = {
        step: {
            code: unsealed(value) if isinstance(value, dict) else value
            for code, value in given.items()
        }
        for step, given in answers_of(application).items()
    }
    return {
        "number": application.case.number,
        "product": application.product_code,
        "state": application.state,
        "submitted_on": application.submitted_on,
        "answers": answers,
        "papers": list(application.case.documents.values("name", "uploaded_on", "sha256")),
    }
