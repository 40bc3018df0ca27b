"""What every page's frame shows: programme, business date, menu, unread messages."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from casework.models import Notice
from loanprogram.menus import menu_of
from loanprogram.sessions import seconds_left
from loanprogram.watching import late_jobs
from parties.models import User
from policy.errors import RuleMissing
from policy.selectors import programme_profile


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """Programme profile, date, menu and badge for `base.html`."""
    on = getattr(request, "business_date", None)
    user = getattr(request, "user", None)
    frame: dict[str, Any] = {
        "programme": None,
        "business_date": on,
        "demo": settings.DEMO,
        "main_menu": [],
        "unread_count": 0,
        "late_jobs": [],
        "session_left": 0,
    }
    if on is None:
        return frame
    try:
        frame["programme"] = programme_profile(on)
    except RuleMissing:
        return frame
    if isinstance(user, User):
        if user.may("casework.run_jobs"):
            frame["late_jobs"] = late_jobs()
        frame["session_left"] = seconds_left(request)
        frame["main_menu"] = menu_of(user, request.path)
        unread = Notice.objects.filter(recipient=user.person_id, channel="page", read_at=None)
        frame["unread_count"] = unread.count() if user.person_id else 0
    return frame
