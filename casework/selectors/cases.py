"""Cases with their papers and messages, limited to what the person may see."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from casework.models import Case, Document, Holder, Note, Notice, Stage, Task, Upload
from parties.models import User


def visible_cases(user: User) -> QuerySet[Case]:
    """Cases this user may know of, with what every page of a case shows."""
    return Case.objects.visible_to(user).select_related(
        "borrower__township", "bank", "programme__center", "contact__person"
    )


def visible_documents(user: User) -> QuerySet[Document]:
    """Papers of the cases this user may know of."""
    return Document.objects.visible_to(user).select_related("case", "checked_by__person")


def visible_notices(user: User) -> QuerySet[Notice]:
    """Messages this user may know of, not those among colleagues of another house.

    Administrators see of all messages that they went, not what they say.
    """
    if user.roles & {"ADM", "AUD"}:
        notices = Notice.objects.all()
    else:
        ours = Q(recipient_user=None) | Q(recipient_user__organisation=user.organisation_id)
        to_us = ours | Q(recipient_user__kind=User.Kind.APPLICANT)
        notices = Notice.objects.visible_to(user).filter(to_us)
    return notices.select_related("case", "recipient", "recipient_user__person", "substitute")


def ways_tried(notice: Notice) -> list[Notice]:
    """The same message on every way it was tried, the first way first."""
    first = notice
    while first.instead_of:
        first = first.instead_of
    chain = [first]
    while substitute := getattr(chain[-1], "substitute", None):
        chain.append(substitute)
    return chain


def readable_text(notice: Notice, user: User, *, is_demo: bool) -> str:
    """What a message says, where this user may read it; codes are read in the demo only."""
    if notice.kind == "one_time_code":
        return notice.body if is_demo else ""
    if "ADM" in user.roles and notice.recipient_id != user.person_id:
        return ""
    return notice.body


def newest_messages(user: User, most: int = 5) -> list[Notice]:
    """The last messages to this person on the page, unread ones first."""
    return list(own_messages(user).order_by(F("read_at").desc(nulls_first=True), "-pk")[:most])


def listed_cases(user: User) -> QuerySet[Case]:
    """Visible cases with the mark whether their clock stands still."""
    paused = Task.objects.paused().filter(case=OuterRef("pk"))
    return visible_cases(user).annotate(has_paused_task=Exists(paused))


def late_cases(on: date) -> Q:
    """Cases past the date of their stage whose clock runs; for listed cases."""
    waits = Q(stage=Stage.REVIEW, holder=Holder.APPLICANT)
    return Q(stage_due_on__lt=on, closed_on=None, has_paused_task=False) & ~waits


def case_is_paused(case: Case) -> bool:
    """Whether the clock of a listed case stands still."""
    return case.waits_for_applicant or bool(getattr(case, "has_paused_task", False))


def case_tasks(user: User, case: Case) -> QuerySet[Task]:
    """Open tasks of a case in the user's own organisation."""
    tasks = Task.objects.visible_to(user).open().filter(case=case)
    return tasks.select_related("assignee__person")


def case_notes(user: User, case: Case) -> QuerySet[Note]:
    """Internal notes of a case that this user may read, newest first."""
    notes = Note.objects.visible_to(user).filter(case=case)
    return notes.select_related("author__person", "organisation").prefetch_related(
        "mentioned__person"
    )


def told_applicant(case: Case) -> QuerySet[Notice]:
    """What the borrower was told about a case, newest first; codes are nobody's business."""
    return case.notices.filter(recipient=case.borrower_id).exclude(kind="one_time_code")


def own_messages(user: User) -> QuerySet[Notice]:
    """Messages on the page to this person, those that wait for their day left out."""
    own = Q(recipient_user=user)
    if user.person_id:
        own |= Q(recipient=user.person_id)
    shown = Notice.objects.gone_out().filter(own, channel=Notice.Channel.PAGE)
    return shown.select_related("case")


def own_uploads(case: Case, user: User) -> QuerySet[Upload]:
    """Files of a case that this person has on the way."""
    return Upload.objects.visible_to(user).filter(case=case, uploaded_by=user)
