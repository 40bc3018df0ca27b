"""The words for repayments, their reversals, and the files they come in."""

from django.utils.translation import gettext_lazy as _

from screens.words import State

FILE_WORDS: dict[str, dict[str, State]] = {
    "repayment": {
        "recorded": State(_("Waiting for approval"), "warning"),
        "posted": State(_("Posted"), "success"),
        "reversed": State(_("Reversed"), "danger"),
        "returned": State(_("Sent back"), "quiet"),
    },
    "reversal": {
        "proposed": State(_("Waiting for approval"), "warning"),
        "approved": State(_("Carried out"), "success"),
        "returned": State(_("Sent back"), "quiet"),
    },
    "repayment_file": {
        "uploaded": State(_("Being read"), "progress", _("You may leave the page.")),
        "unreadable": State(_("Not readable"), "danger", _("It is not as its layout says.")),
        "checked": State(_("In preview"), "info", _("Put rows right, then submit it.")),
        "submitted": State(_("Waiting for the second person"), "warning"),
        "posting": State(_("Being posted"), "progress", _("You may leave the page.")),
        "posted": State(_("File posted"), "success"),
        "undo_asked": State(_("Undo waits for the second person"), "warning"),
        "undoing": State(_("Being undone"), "progress", _("You may leave the page.")),
        "undone": State(_("Undone"), "quiet", _("Every repayment of it is reversed.")),
        "withdrawn": State(_("File withdrawn"), "quiet", _("Nothing of it was posted.")),
    },
    "file_row": {
        "unchecked": State(_("Not checked yet"), "quiet"),
        "good": State(_("Matched"), "success"),
        "posted": State(_("Posted"), "success"),
        "undone": State(_("Reversed"), "quiet"),
        "unmatched": State(_("Unmatched"), "warning"),
        "duplicate": State(_("Already there"), "info"),
        "wrong": State(_("Wrong"), "danger"),
        "refused": State(_("Refused at posting"), "danger"),
    },
}
