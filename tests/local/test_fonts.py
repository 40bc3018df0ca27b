"""The fonts of printed letters: whole, ours alone, unpacked once."""

from pathlib import Path

from fontTools.ttLib import TTFont

from loanprogram.local.fonts import unpack_fonts

RARE = "县就业服务中心龑喆堃䶮㛃"


def test_unpacks_fonts_that_have_rare_characters_of_names(tmp_path: Path) -> None:
    unpack_fonts(target=tmp_path)

    fonts = sorted(path.name for path in tmp_path.glob("*.ttf"))
    assert fonts == ["NotoSansSC-Bold.ttf", "NotoSansSC-Regular.ttf"]
    for font in fonts:
        known = TTFont(tmp_path / font).getBestCmap()
        assert [letter for letter in RARE if ord(letter) not in known] == []
    assert f"<dir>{tmp_path}</dir>" in (tmp_path / "fonts.conf").read_text()


def test_unpacks_only_once(tmp_path: Path) -> None:
    unpack_fonts(target=tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}

    unpack_fonts(target=tmp_path)

    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
