"""A zip is taken apart with care: nothing that runs, hides, points elsewhere or swells."""

import zipfile
from pathlib import PurePosixPath
from stat import S_ISLNK
from zlib import error as ZlibError

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from casework.errors import ArchiveUnsafe
from casework.rules.files import plain_name

# These protect the machine: no application brings more, and a bomb is stopped before it opens.
MEMBERS_MAX = 50
UNPACKED_MAX = 100 * 1024 * 1024
SWELLING_MAX = 100
UTF8_FLAG, ENCRYPTED_FLAG = 0x800, 0x1
ENDINGS = frozenset({".jpg", ".jpeg", ".png", ".pdf"})


def unpacked(upload: UploadedFile) -> list[SimpleUploadedFile]:
    """The single papers of a zip in its order; refuses the whole of it when one part is unsafe."""
    name = plain_name(upload.name)
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _require_harmless(name, members)
            return [_read(name, archive, member) for member in members]
    except (zipfile.BadZipFile, ZlibError, EOFError, NotImplementedError, OSError) as error:
        raise ArchiveUnsafe(name=name, why=_("it is damaged or no zip")) from error


def _require_harmless(name: str, members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise ArchiveUnsafe(name=name, why=_("it is empty"))
    if len(members) > MEMBERS_MAX:
        why = _("it holds %(count)s files, at most %(limit)s are allowed")
        raise ArchiveUnsafe(name=name, why=why % {"count": len(members), "limit": MEMBERS_MAX})
    if sum(member.file_size for member in members) > UNPACKED_MAX:
        raise ArchiveUnsafe(name=name, why=_("unpacked it would be too large"))
    for member in members:
        if why := _harm_of(member):
            inside = plain_name(_spoken(member))
            raise ArchiveUnsafe(name=name, why=why % {"inside": inside})


def _harm_of(member: zipfile.ZipInfo) -> str:
    """What is wrong with a member, as half a sentence; empty when nothing is."""
    path = PurePosixPath(_spoken(member).replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return _("“%(inside)s” points outside the zip")
    if S_ISLNK(member.external_attr >> 16):
        return _("“%(inside)s” is a link")
    if member.flag_bits & ENCRYPTED_FLAG:
        return _("“%(inside)s” is locked with a password")
    if member.file_size > SWELLING_MAX * max(member.compress_size, 1):
        return _("“%(inside)s” swells beyond reason")
    if path.suffix.lower() not in ENDINGS:
        return _("“%(inside)s” is not a JPG, PNG or PDF file")
    return ""


def _spoken(member: zipfile.ZipInfo) -> str:
    """The member's name; old Chinese programs write GB 18030 where the standard says CP437."""
    if member.flag_bits & UTF8_FLAG:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return member.filename


def _read(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> SimpleUploadedFile:
    """Unpack one member, never more than it says of itself."""
    with archive.open(member) as opened:
        content = opened.read(member.file_size + 1)
    if len(content) > member.file_size:
        raise ArchiveUnsafe(name=name, why=_("it is damaged or no zip"))
    return SimpleUploadedFile(plain_name(_spoken(member)), content)
