"""Printed papers: a page of the shared paper templates becomes a PDF."""

import lzma
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

PACKED_FONTS = Path(__file__).parent / "fonts"
FACES = {"NotoSansSC-Regular.ttf": "normal", "NotoSansSC-Bold.ttf": "bold"}


class ForbiddenAddress(ValueError):
    """A paper asked for something that is neither a font nor a picture of the product."""


@cache
def _engine() -> tuple[ModuleType, Any, Any]:
    """WeasyPrint, its one font configuration and its reader of files.

    Imported here because it takes a second and a half that pages and commands without papers
    should not pay; one configuration for the whole process, because each new one keeps its memory.
    """
    import weasyprint  # noqa: PLC0415 - the reason stands above
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - the reason stands above

    class InsideReader(weasyprint.URLFetcher):
        """Reads what `require_inside` allows."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """The file or the data of an address."""
            require_inside(url)
            return super().fetch(url, headers)

    reader = InsideReader(allowed_protocols=("file", "data"), allow_redirects=False)
    return weasyprint, FontConfiguration(), reader


@cache
def _stylesheet() -> Any:
    engine, fonts, reader = _engine()
    faces = "".join(
        f"@font-face {{ font-family: 'Paper'; font-weight: {weight}; src: url('{uri}'); }}\n"
        for name, weight in FACES.items()
        for uri in [(unpack_fonts() / name).as_uri()]
    )
    rules = Path(finders.find("css/paper.css") or "").read_text(encoding="utf-8")
    return engine.CSS(string=faces + rules, font_config=fonts, url_fetcher=reader)


def unpack_fonts() -> Path:
    """The folder with the fonts as TTF, unpacked once: packed ones take half a minute a page."""
    folder = Path(settings.FONT_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    for name in FACES:
        if not (folder / name).exists():
            partly = folder / f"{name}.part"
            partly.write_bytes(lzma.decompress((PACKED_FONTS / f"{name}.xz").read_bytes()))
            partly.replace(folder / name)
    return folder


def allowed_folders() -> list[Path]:
    """Where papers may take fonts and pictures from."""
    folders = [Path(settings.FONT_DIR), *map(Path, settings.STATICFILES_DIRS)]
    if settings.STATIC_ROOT:
        folders.append(Path(settings.STATIC_ROOT))
    return [folder.resolve() for folder in folders]


def require_inside(url: str) -> None:
    """Papers read only what the product itself holds; no network, no other disk."""
    parts = urlsplit(url)
    if parts.scheme == "data":
        return
    path = Path(unquote(parts.path)).resolve()
    inside = any(path.is_relative_to(folder) for folder in allowed_folders())
    if parts.scheme != "file" or parts.netloc or not inside:
        raise ForbiddenAddress(f"A paper may not load this {parts.scheme}: address.")


def render_pdf(template: str, context: Mapping[str, Any], *, archived: bool = False) -> bytes:
    """The PDF of a template that extends `print.html`; `archived` writes it as PDF/A-3u."""
    engine, fonts, reader = _engine()
    html = render_to_string(template, dict(context))
    page = engine.HTML(string=html, url_fetcher=reader)
    extra = {"pdf_variant": "pdf/a-3u"} if archived else {"pdf_tags": True}
    return bytes(page.write_pdf(stylesheets=[_stylesheet()], font_config=fonts, **extra))
