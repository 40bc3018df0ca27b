"""The life of a repayment file: two persons post it, two persons undo it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

BY_THE_BOOKS: dict[str, object] = {"permission": ""}


class FileState(models.TextChoices):
    """States of a repayment file."""

    UPLOADED = "uploaded", _("being read")
    UNREADABLE = "unreadable", _("not readable")
    CHECKED = "checked", _("in preview")
    SUBMITTED = "submitted", _("waiting for the second person")
    POSTING = "posting", _("being posted")
    POSTED = "posted", _("posted")
    UNDO_ASKED = "undo_asked", _("undo waits for the second person")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    WITHDRAWN = "withdrawn", _("withdrawn")


SECOND_PERSON: dict[str, object] = {
    "permission": "servicing.approve_repayment",
    "not_by": ("uploaded_by", "submit"),
}
SECOND_UNDOER: dict[str, object] = {
    "permission": "servicing.approve_reversal",
    "not_by": ("undo_asked_by",),
}


class FileLifecycle(models.Model):
    """uploaded → checked → submitted → posting → posted, by two persons; undone by two again."""

    state = FSMField(
        _("state"), default=FileState.UPLOADED, choices=FileState.choices, protected=True
    )

    class Meta:
        abstract = True

    @transition(state, FileState.UPLOADED, FileState.CHECKED, custom=BY_THE_BOOKS)
    def finish_reading(self) -> None:
        """Every row is read and matched."""

    @transition(state, FileState.UPLOADED, FileState.UNREADABLE, custom=BY_THE_BOOKS)
    def give_up(self) -> None:
        """The file is not what its layout says."""

    @transition(
        state,
        FileState.CHECKED,
        FileState.SUBMITTED,
        custom={"permission": "servicing.record_repayment"},
    )
    def submit(self) -> None:
        """Lay the good rows before the second person."""

    @transition(
        state,
        FileState.CHECKED,
        FileState.WITHDRAWN,
        custom={"permission": "servicing.record_repayment", "reason": True},
    )
    def withdraw(self) -> None:
        """Give the file up; nothing of it was posted."""

    @transition(
        state, FileState.SUBMITTED, FileState.CHECKED, custom={**SECOND_PERSON, "reason": True}
    )
    def send_back(self) -> None:
        """Return it to who prepared it."""

    @transition(state, FileState.SUBMITTED, FileState.POSTING, custom=SECOND_PERSON)
    def approve(self) -> None:
        """Let the good rows be posted."""

    @transition(state, FileState.POSTING, FileState.POSTED, custom=BY_THE_BOOKS)
    def finish_posting(self) -> None:
        """All good rows are posted or refused with a reason."""

    @transition(
        state,
        FileState.POSTED,
        FileState.UNDO_ASKED,
        custom={"permission": "servicing.reverse_repayment", "reason": True},
    )
    def ask_undo(self) -> None:
        """Ask that everything the file posted be taken back."""

    @transition(
        state, FileState.UNDO_ASKED, FileState.POSTED, custom={**SECOND_UNDOER, "reason": True}
    )
    def keep(self) -> None:
        """Leave the file as it was posted."""

    @transition(state, FileState.UNDO_ASKED, FileState.UNDOING, custom=SECOND_UNDOER)
    def undo(self) -> None:
        """Let everything it posted be taken back."""

    @transition(state, FileState.UNDOING, FileState.UNDONE, custom=BY_THE_BOOKS)
    def finish_undoing(self) -> None:
        """Every repayment of the file is reversed."""
