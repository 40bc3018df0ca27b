"""Files that arrive in pieces: begun, continued after a break, made a paper or swept away."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.db.models.functions import Now

from casework.errors import FileEmpty, FileTooLarge, UploadBroken, UploadsTooMany
from casework.models import Case, Upload
from casework.rules.files import plain_name
from parties.models import User

# These protect the machine: one person's open uploads and the life of a ruin.
OPEN_UPLOADS_MAX = 30
RUIN_HOURS = 24


@transaction.atomic
def begin_upload(
    *, case: Case, key: UUID, name: str, size: int, limit_mb: int, actor: User
) -> Upload:
    """Announce a file; the same key again returns how far it is, so that a break costs nothing.

    Refuses at once what is empty or larger than its paper may be.
    """
    name = plain_name(name)
    if size <= 0:
        raise FileEmpty(name=name)
    if size > limit_mb * 1024 * 1024:
        raise FileTooLarge(name=name, size=f"{size / 1024 / 1024:.1f}", limit=limit_mb)
    found = Upload.objects.filter(key=key, case=case, uploaded_by=actor, size=size).first()
    if found:
        return found
    if Upload.objects.filter(uploaded_by=actor).count() >= OPEN_UPLOADS_MAX:
        raise UploadsTooMany(limit=OPEN_UPLOADS_MAX)
    upload = Upload(key=key, case=case, name=name, size=size, uploaded_by=actor)
    upload.file.save(f"{key.hex}.part", ContentFile(b""), save=False)
    upload.save()
    return upload


@transaction.atomic
def continue_upload(*, upload: Upload, offset: int, piece: bytes) -> Upload:
    """Add a piece where the last one ended; a piece that came already changes nothing."""
    upload = Upload.objects.locked().get(pk=upload.pk)
    if offset + len(piece) <= upload.received:
        return upload
    if offset != upload.received or offset + len(piece) > upload.size:
        raise UploadBroken(name=upload.name)
    assert upload.file.name
    with upload.file.storage.open(upload.file.name, "r+b") as stored:
        stored.truncate(offset)
        stored.seek(offset)
        stored.write(piece)
    upload.received = offset + len(piece)
    upload.save(update_fields=["received"])
    return upload


def arrived_files(uploads: Sequence[Upload]) -> list[UploadedFile]:
    """Complete uploads as files in this order; refuses one that has not arrived whole."""
    found: list[UploadedFile] = []
    for upload in uploads:
        if upload.received != upload.size:
            raise UploadBroken(name=upload.name)
        with upload.file.open("rb") as stored:
            found.append(SimpleUploadedFile(upload.name, stored.read()))
    return found


def drop_uploads(uploads: Sequence[Upload]) -> None:
    """Forget files on their way, with what has arrived of them."""
    for upload in uploads:
        upload.file.delete(save=False)
        upload.delete()


def drop_ruins() -> int:
    """Sweep away what was begun and never finished; returns how many."""
    old = Upload.objects.filter(started_at__lt=Now() - timedelta(hours=RUIN_HOURS))
    ruins = list(old[:500])
    drop_uploads(ruins)
    return len(ruins)
