"""Refusals, files and gates answer as every page promises."""

from io import BytesIO
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from screens.answers import confirmation, download, refused
from screens.errors import RuleViolation
from screens.forms import PageForm
from screens.gates import applicant_only, everyone, gate, signed_in, staff_only
from screens.parts import Fact


class OnlySoMuchLeft(RuleViolation):
    code = "only_so_much_left"
    message = _("%(low)s to %(high)s")


def test_sentence_is_filled_and_translated_when_it_is_read(compiled):
    error = OnlySoMuchLeft(low=1, high=2)
    with translation.override("en"):
        assert str(error) == "1 to 2"
    with translation.override("zh-hans"):
        assert str(error) == "1 至 2"
    assert error.code == "only_so_much_left"


def test_sentence_of_one_case_goes_before_the_general_one():
    assert str(OnlySoMuchLeft("Nothing is left: 100%.")) == "Nothing is left: 100%."


def test_refusal_stands_in_the_form():
    form = PageForm({})
    refused(form, RuleViolation("No."))
    assert form.non_field_errors() == ["No."]


def test_refusal_without_a_form_becomes_a_message(rf):
    request = rf.get("/")
    request._messages = CookieStorage(request)
    refused(request, RuleViolation("No."))
    assert [(m.level_tag, m.message) for m in request._messages] == [("error", "No.")]


@pytest.mark.row("C-23")
@pytest.mark.parametrize("content", [b"abc", BytesIO(b"abc")])
def test_download_is_saved_not_run(content):
    answer = download(content, filename='合同 "1".pdf', content_type="application/pdf")
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert b"".join(answer) == b"abc"


def test_file_on_disk_is_sent_by_the_web_server_in_front(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = tmp_path / "cases" / "1.pdf"
    path.parent.mkdir()
    path.write_bytes(b"abc")
    assert b"".join(download(path, filename="1.pdf", content_type="application/pdf")) == b"abc"
    settings.ACCEL_PREFIX = "/files"
    answer = download(path, filename="1.pdf", content_type="application/pdf")
    assert answer["X-Accel-Redirect"] == "/files/cases/1.pdf"
    assert answer.content == b""


def test_file_outside_the_folder_is_not_handed_to_the_web_server(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.ACCEL_PREFIX = "/files"
    (tmp_path / "secret").write_bytes(b"x")
    with pytest.raises(ValueError, match="not in the subpath"):
        download(tmp_path / "secret", filename="x", content_type="text/plain")


def test_confirmation_repeats_the_facts_above_the_button(rf):
    request = rf.get("/pay/?x=1")
    request.user = AnonymousUser()
    answer = confirmation(
        request,
        question="Pay out?",
        act="Pay out 100.00",
        back_url="/back/",
        facts=[Fact("To", "李秀英")],
        danger=True,
        frame="problem.html",
    )
    html = answer.content.decode()
    assert html.index("李秀英") < html.index("Pay out 100.00</button>")
    assert 'action="/pay/?x=1"' in html
    assert 'href="/back/"' in html


def member(kind, *permissions):
    return SimpleNamespace(
        is_authenticated=True, is_active=True, kind=kind, may=lambda name: name in permissions
    )


def page(request, number=0):
    return HttpResponse(f"page {number}")


@pytest.mark.parametrize("guard", [gate("a.b"), applicant_only, staff_only, signed_in])
def test_strangers_go_to_the_sign_in_and_come_back(rf, guard):
    request = rf.get("/cases/?state=open")
    request.user = AnonymousUser()
    answer = guard(page)(request)
    assert answer.status_code == 302
    assert answer.url.endswith("?next=/cases/%3Fstate%3Dopen")


@pytest.mark.parametrize(
    ("guard", "user", "opens"),
    [
        (gate("a.b"), member("staff", "a.b"), True),
        (gate("a.b", "c.d"), member("staff", "c.d"), True),
        (gate("a.b"), member("staff", "a.c"), False),
        (gate("a.b"), member("applicant"), False),
        (applicant_only, member("applicant"), True),
        (applicant_only, member("staff", "a.b"), False),
        (staff_only, member("staff"), True),
        (staff_only, member("applicant"), False),
        (signed_in, member("applicant"), True),
    ],
)
def test_gate_opens_by_the_role_table_alone(rf, guard, user, opens):
    request = rf.get("/")
    request.user = user
    if opens:
        assert guard(page)(request, number=7).content == b"page 7"
    else:
        with pytest.raises(PermissionDenied):
            guard(page)(request, number=7)


def test_each_gate_says_what_it_asks():
    assert gate("a.b", "c.d")(page).gate == ("a.b", "c.d")
    assert everyone(page).gate == ("public",)
