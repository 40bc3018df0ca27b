"""Internal notes: written inside, told to whom they mention, never to the applicant."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from casework.errors import NotAColleague
from casework.models import Case, Note, Notice
from casework.notices import in_language_of, mentioned_body, mentioned_subject
from casework.services.notices import queue_notice
from parties.errors import NotAllowed
from parties.models import User
from parties.services.audit import record_act


@transaction.atomic
def write_note(
    *,
    case: Case,
    text: str,
    is_shared: bool,
    mentioned: Sequence[User],
    actor: User,
    on: date,
) -> Note:
    """Keep a note for the own organisation, or shared between bank and center."""
    if not actor.may("casework.write_note") or not actor.organisation:
        raise NotAllowed
    if any(one.organisation_id != actor.organisation_id for one in mentioned):
        raise NotAColleague

    note = Note.objects.create(
        case=case,
        author=actor,
        organisation=actor.organisation,
        is_shared=is_shared,
        text=text.strip(),
        written_on=on,
    )
    note.mentioned.set(mentioned)
    record_act(
        "casework.write_note",
        actor=actor,
        on=on,
        subject=note,
        case_number=case.number,
        facts={"shared": is_shared, "mentioned": [one.username for one in mentioned]},
    )
    for colleague in mentioned:
        _tell(note, colleague, on=on)
    return note


def _tell(note: Note, colleague: User, *, on: date) -> None:
    """Put a message on the colleague's page: who wrote where, not what."""
    assert colleague.person
    with in_language_of(colleague.person):
        subject, body = mentioned_subject(note), mentioned_body(note)
    queue_notice(
        key=f"mention:{note.pk}:{colleague.pk}",
        kind="note_mention",
        channel=Notice.Channel.PAGE,
        subject=subject,
        body=body,
        on=on,
        case=note.case,
        recipient=colleague.person,
        recipient_user=colleague,
    )
