"""The worker's part: files are read, posted, told of and undone, one worker per file at a time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import Count, F, QuerySet

from casework.services import transition
from parties.models import User
from servicing import notices
from servicing.models import RepaymentFile
from servicing.rules.filing import UnlikeLayout
from servicing.services.files.posting import post_file, tell_borrowers
from servicing.services.files.reading import read_file
from servicing.services.files.undoing import undo_file
from servicing.states.files import FileState


def waiting_files() -> QuerySet[RepaymentFile]:
    """Files with something left to do that no person has to decide."""
    at_work = [FileState.UPLOADED, FileState.POSTING, FileState.UNDOING]
    return RepaymentFile.objects.filter(state__in=at_work).order_by("pk")


def work_off() -> int:
    """Take every waiting file as far as it goes without a person; says how many were taken up."""
    return _each(waiting_files(), _work)


def tell_off() -> int:
    """Tell the borrowers of posted files; says of how many files."""
    files = RepaymentFile.objects.annotate(part_count=Count("parts"))
    untold = files.filter(state=FileState.POSTED, told_parts__lt=F("part_count")).order_by("pk")
    return _each(untold, lambda pk: tell_borrowers(RepaymentFile.objects.get(pk=pk)))


def _each(files: QuerySet[RepaymentFile], act: Callable[[int], None]) -> int:
    taken = 0
    for pk in list(files.values_list("pk", flat=True)):
        with _held(pk) as is_mine:
            if is_mine:
                act(pk)
                taken += 1
    return taken


@contextmanager
def _held(pk: int) -> Iterator[bool]:
    """Whether this worker alone has the file; a worker that dies lets go of it."""
    key = "hashtext('repayment file'), %s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_try_advisory_lock({key})", [pk])
        is_mine: bool = cursor.fetchone()[0]
    try:
        yield is_mine
    finally:
        if is_mine:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({key})", [pk])


def _work(pk: int) -> None:
    people = ("bank", "layout", "uploaded_by", "posted_by", "undo_asked_by", "undone_by")
    file = RepaymentFile.objects.select_related(*people).get(pk=pk)
    step = STEPS.get(FileState(file.state))
    if step:
        step(file)


def _read(file: RepaymentFile) -> None:
    try:
        read_file(file)
    except UnlikeLayout as fault:
        _end_reading(file, "give_up", fault=fault.code, fault_detail=fault.detail[:200])
    else:
        _end_reading(file, "finish_reading")


@transaction.atomic(durable=True)
def _end_reading(file: RepaymentFile, event: str, **faults: str) -> None:
    found = RepaymentFile.objects.locked().select_related("uploaded_by__person").get(pk=file.pk)
    for name, value in faults.items():
        setattr(found, name, value)
    facts = {"lines": found.lines_total, **faults}
    transition(found, event, actor=User.objects.system(), on=found.uploaded_on, facts=facts)
    notices.file_moved(found, on=found.uploaded_on)


STEPS: dict[FileState, Callable[[RepaymentFile], None]] = {
    FileState.UPLOADED: _read,
    FileState.POSTING: post_file,
    FileState.UNDOING: undo_file,
}
