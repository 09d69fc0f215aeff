from html.parser import HTMLParser

import pytest

from tests.ui.scripted_analyst import HOSTILE
from ui.markdown import escape, mark, render_markdown

HARMLESS = {"p", "strong", "h3", "pre", "code", "table", "thead", "tbody", "tr", "th", "td"}


def elements(html):
    """Names and attributes of the elements that a browser would make of it."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(html)
    return found


@pytest.mark.parametrize(
    "text",
    [
        HOSTILE,
        "[a](https://evil.example)",
        "![a](https://evil.example/i.png)",
        "<https://evil.example>",
        "https://evil.example",
        "[a]: https://evil.example\n\n[a]",
        '<a href="https://evil.example">a</a>',
        "<svg onload=alert(1)> evil.example",
        "<!-- evil.example --> <?php evil.example ?>",
        "```html onload=x\n<script>evil.example</script>\n```",
        "| a |\n|---|\n| <img src=evil.example onerror=alert(1)> |",
    ],
)
def test_nothing_that_links_loads_or_runs_survives_but_every_word_is_shown(text):
    rendered = render_markdown(text)
    assert {name for name, _ in elements(rendered)} <= HARMLESS
    assert all(set(attributes) <= {"class"} for _, attributes in elements(rendered))
    assert "evil.example" in rendered


def test_bold_lists_headings_and_tables_are_kept():
    rendered = render_markdown("## Title\n\n**bold**\n\n- one\n- two\n\n| a | b |\n|---|---:|\n| 1 | 2 |")
    for piece in ("<h3>Title</h3>", "<strong>bold</strong>", "<li>one</li>", "<td>1</td>", 'style="text-align:right"'):
        assert piece in rendered


def test_a_mark_inside_a_sentence_and_one_alone_are_replaced():
    rendered = render_markdown(f"worth **{mark(0)}** now\n\n{mark(1)}\n\nend", ["<i>9</i>", "<table></table>"])
    assert "worth <strong><i>9</i></strong> now" in rendered
    assert "<p><table>" not in rendered
    assert "<table></table>" in rendered


def test_text_cannot_forge_a_mark_even_as_an_entity():
    assert escape("\ue0000\ue001") == "⟨U+E000⟩0⟨U+E001⟩"
    assert "<i>" not in render_markdown("&#xE000;0&#xE001;", ["<i>9</i>"])


def test_characters_that_nobody_sees_are_shown_and_lines_and_emoji_stay():
    assert escape("good\u202edoog\x1b[0m") == "good⟨U+202E⟩doog⟨U+001B⟩[0m"
    assert escape("a\nb 👩\u200d🔧") == "a\nb 👩\u200d🔧"
