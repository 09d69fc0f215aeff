"""A company's name and logo on its reports: what is taken, and what is refused by name."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from agent.reports.company import read_company
from agent.reports.formats import file_bytes
from agent.reports.logos import logo_dots
from agent.reports.model import Company
from config.errors import DataFileError
from tests.agent.made_report import made_report, png

DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><circle cx="2" cy="2" r="2" fill="#2f7d6d"/></svg>'


def company_file(folder, logo="", content=b"", name="Acme"):
    (folder / "kezhi.toml").write_text(f"[company]\nname = '{name}'\nlogo = '{logo}'\n", encoding="utf-8")
    if content:
        (folder / logo).write_bytes(content)
    return folder / "kezhi.toml"


def test_without_a_file_nobody_is_named(tmp_path):
    assert read_company(tmp_path / "kezhi.toml") == Company()


def test_a_name_and_a_small_picture_are_taken(tmp_path):
    assert read_company(company_file(tmp_path, "logo.png", png())) == Company("Acme", png(), "image/png")
    assert read_company(company_file(tmp_path, "logo.svg", DRAWN)) == Company("Acme", DRAWN, "image/svg+xml")


@pytest.mark.parametrize(
    "company", [Company("客值公司", png(), "image/png"), Company("客值公司", DRAWN, "image/svg+xml")]
)
@pytest.mark.parametrize("form", ["html", "pdf", "docx", "xlsx", "md", "json"])
def test_every_format_takes_name_and_logo(company, form):
    content = file_bytes(made_report(company=company), Path(f"r.{form}"))
    if form in ("html", "md", "json"):
        assert "客值公司" in content.decode()
    assert content != file_bytes(made_report(), Path(f"r.{form}"))


@pytest.mark.parametrize(
    ("logo", "content", "problem"),
    [
        ("../logo.png", b"", "not a file beside it"),
        (".hidden.png", b"", "not a file beside it"),
        ("logo.png", b"", "no such file"),
        ("logo.png", b"GIF89a", "no picture"),
        ("logo.gif", png(), "no picture"),
        ("logo.png", png() + b"\0" * 200_001, "too large"),
        ("logo.png", png(width=5000, height=1), "too many pixels; found '5000 × 1'"),
        ("logo.svg", DRAWN.replace(b"<circle", b"<script>alert(1)</script><circle"), "more than draw"),
        ("logo.svg", DRAWN.replace(b"<circle", b'<circle onload="alert(1)"'), "more than draw"),
        ("logo.svg", DRAWN.replace(b"<circle", b'<image href="http://evil.example/x"/><circle'), "more than draw"),
        ("logo.svg", DRAWN.replace(b"#2f7d6d", b"url(http://evil.example)"), "more than draw"),
        ("logo.svg", b'<?xml version="1.0" encoding="utf-7"?>' + DRAWN, "more than draw"),
        ("logo.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"></svg>', "nothing can be drawn"),
        ("logo.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + DRAWN, "more than draw"),
    ],
    ids=[str(place) for place in range(14)],
)
def test_what_is_no_small_plain_picture_beside_the_file_is_refused(tmp_path, logo, content, problem):
    with pytest.raises(DataFileError, match=problem) as refused:
        read_company(company_file(tmp_path, logo, content))
    assert "company.logo" in str(refused.value)


def test_a_link_to_another_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.png").write_bytes(png())
    inside = tmp_path / "shop"
    inside.mkdir()
    (inside / "logo.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(DataFileError, match="no such file beside it"):
        read_company(company_file(inside, "logo.png"))


def test_an_unknown_key_is_named(tmp_path):
    (tmp_path / "kezhi.toml").write_text("[company]\nlgo = 'x'\n", encoding="utf-8")
    with pytest.raises(DataFileError, match=r"company\.lgo"):
        read_company(tmp_path / "kezhi.toml")


def test_word_and_excel_show_an_svg_as_dots_of_its_shape():
    drawn = Image.open(io.BytesIO(logo_dots(Company("", DRAWN, "image/svg+xml"))))
    assert drawn.size[0] == pytest.approx(drawn.size[1], abs=2)
    middle = drawn.getpixel((drawn.size[0] // 2, drawn.size[1] // 2))
    assert middle == pytest.approx((0x2F, 0x7D, 0x6D), abs=2)
    report = made_report(company=Company("", DRAWN, "image/svg+xml"))
    for form in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(file_bytes(report, Path(f"r.{form}")))) as book:
            assert logo_dots(report.company) in [book.read(n) for n in book.namelist() if n.endswith(".png")]
