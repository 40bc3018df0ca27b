"""Translations are found, kept, checked and compiled without gettext programs."""

import gettext

import polib
import pytest

from loanprogram.local import messages
from loanprogram.local.messages import Message

PYTHON = """
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext
a = _("One text (with brackets)")
b = gettext_lazy("Two " "parts")
c = ngettext("%(n)s loan", "%(n)s loans", 3) % {"n": 3}
d = pgettext("verb", "Open")
e = _(name)
"""
PAGE = """{% load i18n screens %}
{% translate "From a tag" %}{% translate "Open" context "adjective" %}
{% card title=_("From a card") %}{{ _("From a variable") }}{% endcard %}
{% blocktranslate trimmed with name=person.name %}
  Dear {{ name }}
{% endblocktranslate %}
{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
{# translate "Not this" #}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project with one package."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PACKAGES", ("ledger",))
    (tmp_path / "ledger/migrations").mkdir(parents=True)
    (tmp_path / "ledger/views.py").write_text(PYTHON)
    (tmp_path / "ledger/migrations/0001_initial.py").write_text('_("Not from migrations")')
    (tmp_path / "templates/ledger").mkdir(parents=True)
    (tmp_path / "templates/ledger/page.html").write_text(PAGE)
    return tmp_path


@pytest.fixture
def book(project):
    """Opens the translation file."""
    return lambda: polib.pofile(str(project / "ledger" / messages.LOCALE))


def translate_all(book):
    """Fills in everything with the original in brackets."""
    for entry in book:
        entry.msgstr = "" if entry.msgid_plural else f"译 {entry.msgid}"
        if entry.msgid_plural:
            entry.msgstr_plural = {0: f"译 {entry.msgid}"}
    book.save()


def test_all_ways_of_marking_a_text_are_found(project):
    assert set(messages.messages_of("ledger")) == {
        Message("One text (with brackets)"),
        Message("Two parts"),
        Message("%(n)s loan", "%(n)s loans"),
        Message("Open", "", "verb"),
        Message("From a tag"),
        Message("Open", "", "adjective"),
        Message("From a card"),
        Message("From a variable"),
        Message("Dear %(name)s"),
        Message("%(n)s day", "%(n)s days"),
    }


def test_update_keeps_translations_and_drops_what_is_gone(project, book):
    assert messages.main(["ledger"]) == 0
    translate_all(book())
    (project / "ledger/views.py").write_text('_("One text (with brackets)")\n_("New")')
    assert messages.main(["ledger"]) == 0
    texts = {entry.msgid: entry.msgstr for entry in book()}
    assert texts["One text (with brackets)"] == "译 One text (with brackets)"
    assert texts["New"] == ""
    assert "Two parts" not in texts


def test_unchanged_sources_leave_the_file_alone(project, book):
    messages.main(["ledger"])
    path = project / "ledger" / messages.LOCALE
    before = path.stat().st_mtime_ns
    messages.main(["ledger"])
    assert path.stat().st_mtime_ns == before


def test_check_names_what_is_missing(project, book, capsys):
    messages.main(["ledger"])
    assert messages.main(["--check"]) == 1
    assert "templates/ledger/page.html:2: not translated: 'From a tag'" in capsys.readouterr().out


def test_check_passes_when_all_is_translated(project, book, capsys):
    messages.main(["ledger"])
    translate_all(book())
    assert messages.main(["--check"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "All texts are translated."


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda entry: setattr(entry, "flags", ["fuzzy"]), "not translated: 'From a tag'"),
        (lambda entry: setattr(entry, "msgstr", ""), "not translated: 'From a tag'"),
        (lambda entry: setattr(entry, "msgstr", "%(x)s"), "other places than the original"),
    ],
)
def test_check_refuses_doubtful_translations(project, book, capsys, change, fault):
    messages.main(["ledger"])
    translate_all(book())
    changed = book()
    change(changed.find("From a tag"))
    changed.save()
    assert messages.main(["--check", "ledger"]) == 1
    assert fault in capsys.readouterr().out


def test_check_refuses_chinese_in_sources(project, book, capsys):
    (project / "templates/ledger/other.html").write_text(
        '<p>借款</p>{# 注释 #}\n<i lang="zh">中</i>'
    )
    (project / "ledger/views.py").write_text('_("还款")')
    messages.main(["ledger"])
    translate_all(book())
    assert messages.main(["--check"]) == 1
    out = capsys.readouterr().out
    assert "templates/ledger/other.html: Chinese in the template" in out
    assert "Chinese in the original: '还款'" in out


def test_compiled_file_answers_gettext(project, book):
    messages.main(["ledger"])
    translate_all(book())
    assert messages.compile_all() == 1
    assert messages.compile_all() == 0
    with (project / "ledger" / messages.LOCALE).with_suffix(".mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("From a tag") == "译 From a tag"
    assert catalogue.pgettext("verb", "Open") == "译 Open"
    assert catalogue.ngettext("%(n)s loan", "%(n)s loans", 5) == "译 %(n)s loan"


def test_unknown_package_is_refused(project):
    with pytest.raises(SystemExit):
        messages.main(["accounts"])
