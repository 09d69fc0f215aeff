"""Markdown to inert HTML: bold, lists, headings and tables, but no HTML, link, image or autolink.

Answer texts hold words from stored data and from language models; whatever they try to be, here they stay words.
"""

import html
import re
from collections.abc import Sequence
from functools import cache

from markdown_it import MarkdownIt

from agent.formatting import written_out

# Private-use characters mark the place of finished HTML; `plain` removes them from every foreign text,
# so that no text can forge a mark.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_LONE_MARK = re.compile(f"<p>\\s*{_OPEN}(\\d+){_CLOSE}\\s*</p>")
_UNWANTED = re.compile(f"[{_OPEN}{_CLOSE}\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6", "h6": "h6"}
# `entity` too: `&#xE000;` would become a mark after `plain` has looked.
_OFF = ("link", "image", "autolink", "html_inline", "html_block", "reference", "entity")


def plain(text: str) -> str:
    """The text without control characters and without this module's marks."""
    return _UNWANTED.sub("", text)


def escape(text: object) -> str:
    """The text as HTML that shows it, characters nobody sees too, and does nothing else.

    >>> escape('<img src=x onerror="alert(1)">')
    '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;'
    """
    return html.escape(written_out(str(text)), quote=True)


def mark(index: int) -> str:
    """The characters to put into Markdown where insertion `index` shall appear."""
    return f"{_OPEN}{index}{_CLOSE}"


def render_markdown(markdown: str, insertions: Sequence[str] = ()) -> str:
    r"""The Markdown as HTML, each `mark(i)` replaced by the finished HTML `insertions[i]`.

    A mark alone in its paragraph takes the paragraph's place, so that an insertion may be a block.

    >>> render_markdown("**Hi** [here](http://x.y) <b>!</b>")
    '<p><strong>Hi</strong> [here](http://x.y) &lt;b&gt;!&lt;/b&gt;</p>\n'
    """
    rendered: str = _parser().render(markdown)
    for pattern in (_LONE_MARK, _MARK):
        rendered = pattern.sub(lambda found: insertions[int(found[1])], rendered)
    return rendered


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable(list(_OFF))
    parser.core.ruler.push("page_headings", _lower_headings)
    return parser


def _lower_headings(state: object) -> None:
    # h1 and h2 belong to the page, not to an answer.
    for token in state.tokens:  # type: ignore[attr-defined]
        token.tag = _HEADINGS.get(token.tag, token.tag)
