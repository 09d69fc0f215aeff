"""The page's looks: one accent colour, system fonts (no download), and the files of `static`."""

import json
from pathlib import Path

import gradio as gr

from config.text import Language
from prompts.library import load_texts

STATIC = Path(__file__).parent / "static"
_LANGUAGES: tuple[Language, ...] = ("en", "zh")
_SCRIPT_TEXTS = ("tab", "send", "stop", "down")
_FONTS = (
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "sans-serif",
)
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def page_theme() -> gr.themes.Base:
    """Gradio's base theme in our fonts and colours; everything finer is in `static/page.css`."""
    accent = gr.themes.Color(
        name="kezhi",
        c50="#eef6f4",
        c100="#d6eae5",
        c200="#aed6cc",
        c300="#7fbcae",
        c400="#4f9d8d",
        c500="#2f7d6d",
        c600="#256658",
        c700="#1e5247",
        c800="#193f38",
        c900="#14332d",
        c950="#0b1f1b",
    )
    return gr.themes.Base(
        primary_hue=accent, neutral_hue=gr.themes.colors.zinc, font=list(_FONTS), font_mono=list(_MONO)
    ).set(
        body_background_fill="#f7f7f5",
        body_background_fill_dark="#141517",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
    )


def page_css() -> str:
    """The style sheets: what all pages share, then each page's own."""
    return "\n".join(file.read_text(encoding="utf-8") for file in _first("page.css", "*.css"))


def page_head() -> str:
    """The scripts: what all pages share, then each page's own."""
    script = "\n".join(file.read_text(encoding="utf-8") for file in _first("page.js", "*.js"))
    # "<" is written as an escape: nothing in the texts may end the script element.
    texts = json.dumps({language: _script_texts(language) for language in _LANGUAGES}).replace("<", "\\u003c")
    return f"<script>window.kezhiTexts = {texts};\n{script}</script>"


def _first(shared: str, pattern: str) -> list[Path]:
    """The files of that pattern, the shared one before the others."""
    return sorted(STATIC.glob(pattern), key=lambda file: (file.name != shared, file.name))


def _script_texts(language: Language) -> dict[str, str]:
    texts = load_texts("ui", language)
    chat = {
        k.removeprefix("script."): t for k, t in load_texts("page_chat", language).items() if k.startswith("script.")
    }
    source = {key.removeprefix("source."): text for key, text in texts.items() if key.startswith("source.")}
    return {**chat, **source, "as-of": source["as_of"], **{name: texts[f"page.{name}"] for name in _SCRIPT_TEXTS}}
