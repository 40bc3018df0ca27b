"""Steps of a state machine as pages: the facts repeated, a reason where one is due, one button."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from casework.errors import NotInThisState
from casework.services import possible_events
from casework.views.asked import date_of, person_of
from guarantees.selectors.reviews import last_step
from parties.models import User
from screens.answers import confirmation, refused
from screens.errors import RuleViolation
from screens.forms import PageForm
from screens.parts import Action, Fact, Text


class Overtaken(RuleViolation):
    """Somebody else has done the step meanwhile."""

    code = "overtaken"
    message = _("%(who)s has already decided this. The page shows how it stands now.")


@dataclass(frozen=True, kw_only=True)
class Act:
    """One step: its event, words, form, the facts shown above the button, and its service."""

    event: str
    label: Text
    question: Text
    done: Text
    run: Callable[..., object]
    facts: Callable[[Any, Any], Sequence[Fact]]
    form: type[PageForm] = PageForm
    icon: str = ""
    warning: Text = ""
    danger: bool = False


Acts = Mapping[str, Act]


def _permissions(subject: Any) -> dict[str, str]:
    """The events the state allows, with the permission each asks for."""
    found = subject.get_available_state_transitions()
    return {each.name: each.custom.get("permission", "") for each in found}


def actions_for(
    subject: Any, acts: Acts, *, user: User, address: Callable[[str], str]
) -> list[Action]:
    """The steps this person may do now; those of others' hands say why."""
    open_events = possible_events(subject, actor=user)
    permitted = _permissions(subject)
    return [
        Action(
            act.label,
            address(name),
            act.icon,
            tone="danger" if act.danger else "",
            reason="" if act.event in open_events else _("You did a step before: another decides."),
        )
        for name, act in acts.items()
        if user.may(permitted.get(act.event) or "-")
    ]


def tried(form: BaseForm, run: Callable[[], object]) -> bool:
    """Do it; what the rules or the fields refuse is said in the form, nothing typed is lost."""
    try:
        run()
    except RuleViolation as error:
        refused(form, error)
    except ValidationError as error:
        for sentence in error.messages:
            form.add_error(None, sentence)
    return form.is_valid()


def stepped(request: HttpRequest, subject: Any, act: Act | None, *, back_url: str) -> HttpResponse:
    """Ask before a step and do it on the second press; refusals stay on the page."""
    if act is None:
        raise Http404
    user, on = person_of(request), date_of(request)
    _require_permitted(user, subject, act)
    form = act.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _done(request, subject, act, form=form):
        return redirect(back_url)
    return confirmation(
        request,
        question=act.question,
        act=act.label,
        back_url=back_url,
        facts=act.facts(subject, on),
        warning=act.warning,
        danger=act.danger,
        form=form,
    )


def _done(request: HttpRequest, subject: Any, act: Act, *, form: PageForm) -> bool:
    """Do the step; true when it is done, by this person or by one who was faster."""
    try:
        act.run(subject, actor=person_of(request), on=date_of(request), **form.cleaned_data)
    except NotInThisState:
        refused(request, Overtaken(who=_last_actor(subject)))
    except RuleViolation as error:
        refused(form, error)
        return False
    else:
        messages.success(request, str(act.done))
    return True


def _require_permitted(user: User, subject: Any, act: Act) -> None:
    transitions = getattr(type(subject), act.event)._django_fsm.transitions.values()
    asked = {found.custom.get("permission", "") for found in transitions}
    if not any(permission and user.may(permission) for permission in asked):
        raise PermissionDenied


def _last_actor(subject: Any) -> str:
    last = last_step(subject)
    return last.actor.display_name if last else "–"
