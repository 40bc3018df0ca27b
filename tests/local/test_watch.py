"""The test bed itself: what it notices, and that nothing of one test reaches the next."""

from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import path

from parties.models import AuditEntry, User
from tests import watch


def _undefined(request: object) -> HttpResponse:
    return HttpResponse(Template("<p>{{ nothing }}</p>").render(Context()))


def _broken(request: object) -> HttpResponse:
    raise ZeroDivisionError


def handler500(request: object) -> HttpResponse:
    """The plainest error page: the project's own one links to pages that are not here."""
    return HttpResponse(status=500)


urlpatterns = [path("undefined/", _undefined), path("broken/", _broken)]


@pytest.fixture
def bare_site(settings) -> Client:
    """Two failing pages and no middleware."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
    return Client(raise_request_exception=False)


def test_notices_an_undefined_variable(bare_site: Client, complaints: list[str]) -> None:
    bare_site.get("/undefined/")

    assert watch.finish() == ["undefined in the template of /undefined/: nothing"]


def test_notices_an_error_nobody_looked_at(bare_site: Client, complaints: list[str]) -> None:
    assert bare_site.get("/broken/").status_code == 500

    (complaint,) = watch.finish()
    assert complaint.startswith("error in GET /broken/:\nTraceback")
    assert "ZeroDivisionError" in complaint


def test_finds_nothing_in_a_sound_answer(complaints: list[str]) -> None:
    request = RequestFactory().get("/")

    watch._note_undefined(request, HttpResponse("UNDEFINED is just a word"))

    assert complaints == []


@pytest.mark.parametrize("turn", [1, 2])
def test_cached_values_stay_within_one_test(turn: int) -> None:
    assert cache.get("seen") is None

    cache.set("seen", turn)

    assert cache.get("seen") == turn


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.django_db(transaction=True)
def test_committed_rows_of_append_only_tables_are_swept(turn: int) -> None:
    entry = AuditEntry(
        chain="test",
        sequence=1,
        recorded_at=datetime(2026, 3, 2, tzinfo=UTC),
        business_on=date(2026, 3, 2),
        actor=User.objects.create(username="someone"),
        act="seen",
        previous_hash="",
        own_hash="x",
    )

    assert AuditEntry.objects.count() == 0
    entry.save()

    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        entry.delete()
