"""Why the value is what it is: in words, as bars in a table of the same result, and in customers' own words."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from agent.quotes import ReviewText, quote_part
from tools.explanation_tools import SUMMARY_KEYS
from ui.customer.pen import Pen, has
from ui.markdown import escape
from ui.panels import panel_html
from ui.quotes import quote_html
from ui.sources import Result
from ui.tables import Looks, render_table

_TOLD: Final = 4


def reasons_html(explained: Result, pen: Pen) -> str:
    """The panel: where it starts and ends, the weightiest reasons in words, and all parts as bars.

    Args:
        explained: Of explain_value by reasons: baseline, reasons from the weightiest, the rest, prediction.
        pen: Writes.
    """
    rows = explained["rows"]
    end = len(rows) - 1
    lead = pen.said(
        "reasons.lead",
        prediction=pen.figure(explained, "contribution", row=end),
        baseline=pen.figure(explained, "contribution", row=0),
    )
    told = [i for i, row in enumerate(rows) if row["feature"] not in SUMMARY_KEYS and row["contribution"]][:_TOLD]
    said = "".join(f"<li>{_reason(explained, i, pen)}</li>" for i in told)
    looks = Looks(bars=("contribution",), whole=True)
    table = render_table(explained, pen.cells, columns=("name", "contribution"), language=pen.language, looks=looks)
    picture = f"<h3>{pen.said('reasons.picture')}</h3>{table}"
    return panel_html(
        pen.texts["reasons.title"], f'<p>{lead}</p><ul class="kz-reasons">{said}</ul>{picture}', anchor="reasons"
    )


def evidence_html(quoted: Result, pen: Pen, review_text: ReviewText) -> str:
    """The panel with quotes, by reason; its notes say where the customer has written nothing.

    Args:
        quoted: Of explain_value by reviews.
        pen: Writes.
        review_text: Finds stored reviews, so that a quote is shown only as it is stored.
    """
    body = "".join(_by_reason(quoted, pen, review_text))
    notes = " ".join(note[pen.language] for note in quoted["notes"])
    body += f'<p class="kz-notes">{escape(notes)}</p>' if notes else ""
    return panel_html(pen.texts["evidence.title"], body, anchor="evidence")


def _reason(explained: Result, row: int, pen: Pen) -> str:
    """One reason: what it does to the value, and the figure behind it beside the typical customer's."""
    found = explained["rows"][row]
    key = "reasons.up" if found["contribution"] > 0 else "reasons.down"
    name = f"<strong>{escape(found['name'])}</strong>"
    said = pen.said(key, name=name, part=pen.figure(explained, "contribution", row=row))
    if not (has(explained, "value", row=row) and has(explained, "typical", row=row)):
        return said
    figure = pen.said(
        "reasons.figure",
        figure=escape(found["feature_name"]),
        value=pen.figure(explained, "value", row=row),
        typical=pen.figure(explained, "typical", row=row),
    )
    return f"{said} <small>({figure})</small>" if pen.language == "en" else f"{said}<small>（{figure}）</small>"


def _by_reason(quoted: Result, pen: Pen, review_text: ReviewText) -> Iterator[str]:
    rows = list(enumerate(quoted["rows"]))
    # Quotes come by nearness to the customer; a reason's stand together, in the order of its first.
    order = {key: place for place, key in enumerate(dict.fromkeys(row["feature"] for _, row in rows))}
    rows.sort(key=lambda each: order[each[1]["feature"]])
    for _, same in groupby(rows, key=lambda each: each[1]["feature"]):
        own = list(same)
        first = own[0][1]
        yield f"<h3>{escape(first['name'])}: {escape(first['effect'])}</h3>"
        for index, row in own:
            part = quote_part(row, f"{quoted['id']}.rows[{index}]", review_text)
            if part is not None:
                yield f'<p class="kz-whose">{escape(row["whose"])}</p>{quote_html(part, pen.language)}'
