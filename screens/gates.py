"""Who may open a page: asked before anything else, by the role table."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

Extra = ParamSpec("Extra")
View = Callable[Concatenate[HttpRequest, Extra], HttpResponseBase]


class Member(Protocol):
    """What the gates ask of an account."""

    kind: str
    is_active: bool

    def may(self, permission: str) -> bool:
        """Whether a role of the account carries the permission."""


def gate(*permissions: str) -> Callable[[View[Extra]], View[Extra]]:
    """Open to whoever holds one of the permissions; strangers go to the sign-in and come back."""
    return _guarded(lambda member: any(member.may(one) for one in permissions), permissions)


def applicant_only(view: View[Extra]) -> View[Extra]:
    """Open to applicants and borrowers."""
    return _guarded(lambda member: member.kind == "applicant", ("kind:applicant",))(view)


def staff_only(view: View[Extra]) -> View[Extra]:
    """Open to everyone who works in the program, whatever the role."""
    return _guarded(lambda member: member.kind == "staff", ("kind:staff",))(view)


def signed_in(view: View[Extra]) -> View[Extra]:
    """Open to every account."""
    return _guarded(lambda member: member.is_active, ("kind:any",))(view)


def everyone(view: View[Extra]) -> View[Extra]:
    """Open to the public; says so, because every page must say who may open it."""
    view.gate = ("public",)  # type: ignore[attr-defined]  # read by the access matrix
    return view


def _guarded(
    may_open: Callable[[Member], bool], label: tuple[str, ...]
) -> Callable[[View[Extra]], View[Extra]]:
    def decorate(view: View[Extra]) -> View[Extra]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: Extra.args, **kwargs: Extra.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may_open(cast("Member", request.user)):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.gate = label  # type: ignore[attr-defined]  # read by the access matrix
        return guarded

    return decorate
