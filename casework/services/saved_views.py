"""Saved views: a list with its filters under a name."""

from datetime import date

from django.db import transaction

from casework.errors import ViewNameTaken
from casework.models import SavedView
from parties.models import User
from parties.services.audit import record_act


@transaction.atomic
def save_view(
    *, list_name: str, name: str, query: str, is_shared: bool, owner: User, on: date
) -> SavedView:
    """Keep the filters of a list under a name, for oneself or the organisation."""
    view, is_new = SavedView.objects.get_or_create(
        owner=owner,
        list_name=list_name,
        name=name,
        defaults={"query": query, "is_shared": is_shared},
    )
    if not is_new:
        raise ViewNameTaken
    record_act("casework.save_view", actor=owner, on=on, subject=view, facts={"shared": is_shared})
    return view


@transaction.atomic
def drop_view(*, view: SavedView, actor: User, on: date) -> None:
    """Forget an own saved view."""
    record_act("casework.drop_view", actor=actor, on=on, subject=view)
    view.delete()
