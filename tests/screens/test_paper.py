"""Papers are PDFs with Chinese type, page numbers and nothing from outside."""

from io import BytesIO

import pytest
from django.template import engines
from django.utils import translation
from pypdf import PdfReader

from screens import paper

PAPER = """{% extends "print.html" %}
{% block title %}借款合同{% endblock title %}
{% block number %}CDB-2026-00123{% endblock number %}
{% block content %}<h1>借款合同</h1><p>借款人：龑喆堃，身份证号 510107199101011234。</p>
<p class="page-break"><b>第二页</b></p>
{% if picture %}<img src="{{ picture }}" alt="">{% endif %}{% endblock content %}"""


@pytest.fixture
def written(monkeypatch):
    """Renders the sample paper instead of a template file."""
    template = engines["django"].from_string(PAPER)
    monkeypatch.setattr(paper, "render_to_string", lambda name, context: template.render(context))

    def write(language="zh-hans", picture="", **more):
        with translation.override(language):
            values = {"programme": {"name": "清河县创业担保贷款"}, "picture": picture}
            return PdfReader(BytesIO(paper.render_pdf("sample", values, **more)))

    return write


@pytest.mark.row("U-027")
def test_text_number_programme_and_pages_stand_in_the_file(written):
    pages = [page.extract_text() for page in written().pages]
    assert len(pages) == 2
    assert "510107199101011234" in pages[0]
    assert "龑喆堃" in pages[0]
    assert "清河县创业担保贷款" in pages[1]
    assert "CDB-2026-00123" in pages[1]
    assert "第 2 页 共 2 页" in pages[1]


def test_english_papers_count_pages_in_english(written):
    assert "Page 1 of 2" in written("en").pages[0].extract_text()


def test_type_is_embedded(written):
    fonts = written().pages[0]["/Resources"]["/Font"].values()
    names = [str(font.get_object()["/BaseFont"]) for font in fonts]
    assert {name.partition("+")[2] for name in names} == {"Paper", "Paper-Bold"}


def test_archived_form_is_marked_as_such(written):
    assert "pdfaid" in str(written(archived=True).xmp_metadata.rdf_root.toxml())


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:1/x.png",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "file:///etc/passwd",
        "file:///etc/../etc/hostname",
    ],
)
def test_nothing_is_fetched_from_outside(address):
    with pytest.raises(paper.ForbiddenAddress):
        paper.require_inside(address)


def test_escaping_from_the_folder_is_refused(settings):
    with pytest.raises(paper.ForbiddenAddress):
        paper.require_inside(f"{(settings.BASE_DIR / 'static').as_uri()}/../manage.py")


def test_paper_with_a_forbidden_picture_leaves_it_out(written):
    assert len(written(picture="file:///etc/passwd").pages) == 2


def test_own_pictures_and_drawn_ones_may_be_used(settings):
    paper.require_inside((settings.BASE_DIR / "static/icon.svg").as_uri())
    paper.require_inside("data:image/png;base64,iVBORw0KGgo=")
