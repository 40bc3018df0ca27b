"""Answers every view may give: a refusal in the form, a file, a question before an act."""

from collections.abc import Sequence
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib import messages
from django.forms import BaseForm
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header

from screens.errors import RuleViolation
from screens.parts import Fact, Text


def refused(place: BaseForm | HttpRequest, error: RuleViolation) -> None:
    """Show the sentence of a refusal: in the form if there is one, else as a message."""
    if isinstance(place, BaseForm):
        place.add_error(None, str(error))
    else:
        messages.error(place, str(error))


def download(
    content: bytes | IO[bytes] | Path, *, filename: str, content_type: str, inline: bool = False
) -> HttpResponseBase:
    """A file that is saved, not run: attachment, no sniffing, no storing on the way.

    `inline` shows pictures and PDF in the viewer, locked into a sandbox.
    """
    if isinstance(content, Path):
        answer = _from_disk(content, content_type)
    elif isinstance(content, bytes):
        answer = HttpResponse(content, content_type=content_type)
    else:
        answer = FileResponse(content, content_type=content_type)
    disposition = content_disposition_header(as_attachment=not inline, filename=filename)
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _from_disk(path: Path, content_type: str) -> HttpResponseBase:
    """Leave the sending to the web server in front, where there is one."""
    prefix = getattr(settings, "ACCEL_PREFIX", "")
    if not prefix:
        return FileResponse(path.open("rb"), content_type=content_type)
    inside = path.resolve().relative_to(Path(settings.MEDIA_ROOT).resolve())
    answer = HttpResponse(content_type=content_type)
    answer.headers["X-Accel-Redirect"] = f"{prefix.rstrip('/')}/{inside.as_posix()}"
    return answer


def confirmation(
    request: HttpRequest,
    *,
    question: Text,
    act: Text,
    back_url: str,
    facts: Sequence[Fact] = (),
    warning: Text = "",
    danger: bool = False,
    form: BaseForm | None = None,
    frame: str = "staff.html",
) -> HttpResponse:
    """The question before an act, with the facts above the button; posts to the same address."""
    values = {
        "question": question,
        "act": act,
        "back_url": back_url,
        "facts": facts,
        "warning": warning,
        "danger": danger,
        "form": form,
        "frame": frame,
    }
    return render(request, "confirm_page.html", values)
