"""A model's translation of a quote is marked as such, whether the model marks it or not."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from agent.answering import Answering, ReviewTexts, Run
from agent.translations import with_translation_marks
from config.text import Text
from tests.agent.made_results import result

SAID = "围巾一天就坏了，等了三周。"
ENGLISH = "The scarf fell apart within a day."
ROWS = [
    {"review_id": "v1", "customer_id": "K1", "start": 0, "end": len(SAID), "text": SAID},
    {"review_id": "v2", "customer_id": "K2", "start": 0, "end": len(ENGLISH), "text": ENGLISH},
]
FOUND = {"r1": result("r1", "search_reviews", ROWS, n_of="reviews", notes=(Text("As written.", "照录。"),))}
MARK = " (translated by the model)"


def marked(body: str, language: str = "en") -> str:
    return with_translation_marks(body, FOUND, language, reviews=(SAID, ENGLISH))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("{{quote r1.rows[0]}}\nThe scarf tore soon.", "{{quote r1.rows[0]}}\nThe scarf tore soon" + MARK + "."),
        ("{{quote r1.rows[0]}}\n\nIt tore. It was late.", "{{quote r1.rows[0]}}\n\nIt tore. It was late" + MARK + "."),
        ("{{quote r1.rows[0]}}\nIt tore\nand was late", f"{{{{quote r1.rows[0]}}}}\nIt tore{MARK}\nand was late{MARK}"),
        ("- {{quote r1.rows[0]}}: it tore", "- {{quote r1.rows[0]}}: it tore" + MARK),
        ("One wrote “围巾一天就坏了”: it tore.", "One wrote “围巾一天就坏了”: it tore" + MARK + "."),
    ],
)
def test_what_follows_a_foreign_quote_is_marked(written: str, shown: str) -> None:
    assert marked(written) == shown


@pytest.mark.parametrize(
    "body",
    [
        "{{quote r1.rows[0]}}\nThe scarf tore (translated by the model).",
        "{{quote r1.rows[1]}}\nSo the scarf did not last.",
        "{{quote r1.rows[0]}}\n\n{{quote r1.rows[1]}}\nSo it did not last.",
        "{{quote r1.rows[0]}}\n\nIt tore (translated by the model).\n\nDelivery is what most complain of.",
        "{{quote r1.rows[0]}}\n{{r1.n}} reviews say so.",
        "Customers complain of delivery.\n{{quote r1.rows[0]}}",
        "One wrote “The scarf fell apart within a day.”: no wonder.",
        "One wrote “围巾一天就坏了”.",
        "{{quote r9.rows[0]}}\nThis result is not there.",
    ],
)
def test_nothing_else_is(body: str) -> None:
    assert marked(body) == body


def test_a_chinese_answer_marks_in_chinese() -> None:
    body = "{{quote r1.rows[1]}}\n围巾一天就坏了。"
    assert marked(body, "zh") == "{{quote r1.rows[1]}}\n围巾一天就坏了（模型翻译）。"


@pytest.mark.parametrize(("model", "shown"), [("openai:x", "灯坏了（模型翻译）。"), ("offline", "灯坏了。")])
def test_an_answers_translations_are_marked_before_anyone_sees_them(shop, model, shown):
    said = "The lamp arrived broken and nobody answered my e-mail."
    row = {"review_id": "v4", "customer_id": "13085", "start": 0, "end": len(said), "text": said}
    found = result("r1", "search_reviews", [row], n_of="reviews")
    final = AIMessage("{{quote r1.rows[0]}}\n灯坏了。")
    messages = [HumanMessage("有人说灯坏了吗"), ToolMessage("…", tool_call_id="1", artifact=found.to_json()), final]
    run = Run("有人说灯坏了吗", messages, final, model, prompt="", seconds=0.0, tokens={})
    answer = Answering(shop, "analyst", "zh", ReviewTexts(shop)).finish(run)
    assert answer.verified
    assert answer.markdown.endswith("\n" + shown)
