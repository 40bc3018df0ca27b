"""What the case file refuses."""

from django.utils.translation import gettext_lazy as _

from screens.errors import RuleViolation


class NotInThisState(RuleViolation):
    """The step is not possible from where the matter stands."""

    code = "not_in_this_state"
    message = _("This step is not possible now: the matter has moved on. Reload the page.")


class ReasonMissing(RuleViolation):
    """The step needs a reason."""

    code = "reason_missing"
    message = _("Give a reason for this step.")


class KeyUsedOtherwise(RuleViolation):
    """The same key came with other input."""

    code = "key_used_otherwise"
    message = _("This form was sent before with other contents. Reload the page and try again.")


class FileEmpty(RuleViolation):
    """The file holds nothing."""

    code = "file_empty"
    message = _("“%(name)s” is empty (0 bytes). Choose the right file and hand it in again.")


class FileTooLarge(RuleViolation):
    """The file is larger than its document type allows."""

    code = "file_too_large"
    message = _(
        "“%(name)s” has %(size)s MB, at most %(limit)s MB are allowed."
        " Take the photo at a lower resolution or hand in fewer pages."
    )


class FileTypeWrong(RuleViolation):
    """The content of the file is none of the allowed formats, whatever its name says."""

    code = "file_type_wrong"
    message = _(
        "“%(name)s” is not a %(formats)s file, whatever its name says."
        " Take a photo or save the paper as PDF."
    )


class FileOfTelephone(RuleViolation):
    """The picture is in a format that only some telephones can show."""

    code = "file_of_telephone"
    message = _(
        "“%(name)s” is a HEIC picture, which not every machine can show. Take the photo here with"
        " “take a photo”, or set the camera to “most compatible” and take it again."
    )


class FileChanged(RuleViolation):
    """The stored file is not the one that was handed in."""

    code = "file_changed"
    message = _(
        "“%(name)s” is not the file that was handed in: its hash has changed. It is not shown;"
        " tell the administrator."
    )


class UploadBroken(RuleViolation):
    """A piece is missing or came twice with another length."""

    code = "upload_broken"
    message = _("“%(name)s” did not arrive whole. Hand it in again.")


class UploadsTooMany(RuleViolation):
    """One person has too many files on their way."""

    code = "uploads_too_many"
    message = _("At most %(limit)s files can be on their way at once. Wait for the others first.")


class ArchiveUnsafe(RuleViolation):
    """The zip holds something that is not unpacked."""

    code = "archive_unsafe"
    message = _("“%(name)s” was not unpacked: %(why)s. Nothing of it is stored.")


class FileEncrypted(RuleViolation):
    """The PDF is locked with a password."""

    code = "file_encrypted"
    message = _("“%(name)s” is locked with a password. Save it without a password first.")


class FileDamaged(RuleViolation):
    """The file cannot be read to its end."""

    code = "file_damaged"
    message = _("“%(name)s” is damaged and cannot be read. Scan it or save it again.")


class FileActive(RuleViolation):
    """The PDF carries scripts or embedded files."""

    code = "file_active"
    message = _(
        "“%(name)s” carries scripts or hidden files, which are not accepted."
        " Print it to a new PDF or take photos of the pages."
    )


class FileTooManyPages(RuleViolation):
    """The document has more pages than its type allows."""

    code = "file_too_many_pages"
    message = _("“%(name)s” has %(pages)s pages, at most %(limit)s are allowed.")


class PictureTooLarge(RuleViolation):
    """The picture has more pixels than anybody needs to read it."""

    code = "picture_too_large"
    message = _("The picture “%(name)s” has too many pixels. Take it at a lower resolution.")


class FileQuotaReached(RuleViolation):
    """The case holds as many files as one file may hold."""

    code = "file_quota_reached"
    message = _("This file holds %(count)s documents already. Replace one or ask at the counter.")


class TaskDone(RuleViolation):
    """The task was finished meanwhile."""

    code = "task_done"
    message = _("%(by)s has finished this task already.")


class NotThatRole(RuleViolation):
    """The colleague does not hold the role that the task is for."""

    code = "not_that_role"
    message = _("%(name)s does not hold the role this task is for.")


class PaperReplaced(RuleViolation):
    """A newer version of the paper has come in."""

    code = "paper_replaced"
    message = _("A newer version of this paper was handed in. Look at that one.")


class NotAColleague(RuleViolation):
    """Only people of the own organisation can be mentioned."""

    code = "not_a_colleague"
    message = _("You can mention colleagues of your own organisation only.")


class ViewNameTaken(RuleViolation):
    """The person has a saved view of this name."""

    code = "view_name_taken"
    message = _("You have a view with this name already. Choose another name.")


class LineNotSetUp(RuleViolation):
    """A line without address cannot be put in use."""

    code = "line_not_set_up"
    message = _("Its address is not set in the environment of the server: it cannot be in use.")


class FileHarmful(RuleViolation):
    """The scanner found something in the file."""

    code = "file_harmful"
    message = _(
        "“%(name)s” was not taken: the scanner found %(harm)s in it. Check your device and choose"
        " a clean file."
    )


class ScannerSilent(RuleViolation):
    """Files cannot be checked now."""

    code = "scanner_silent"
    message = _(
        "“%(name)s” could not be checked for harmful content just now. Nothing is lost: try again"
        " in a few minutes."
    )
