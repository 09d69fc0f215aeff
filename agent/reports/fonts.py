"""The fonts of reports, which come with packages: one that knows Chinese, and one for signs and further scripts."""

from functools import lru_cache
from pathlib import Path


def sign_font() -> Path:
    """A font with simple emoji, Arabic, Hebrew and signs that the Chinese one lacks: it comes with matplotlib."""
    from matplotlib import get_data_path

    return Path(get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@lru_cache(maxsize=1)
def sign_glyphs() -> frozenset[int]:
    """The code points that it has."""
    return _glyphs(str(sign_font()))


@lru_cache(maxsize=1)
def text_glyphs() -> frozenset[int]:
    """Those of the font that knows Chinese."""
    from pylopdf_fonts_zh_cn import sans_path

    return _glyphs(str(sans_path()))


def _glyphs(font: str) -> frozenset[int]:
    from matplotlib.font_manager import get_font

    return frozenset(get_font(font).get_charmap())
