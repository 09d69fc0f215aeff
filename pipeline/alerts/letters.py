"""Letters with alerts: one to each recipient with all that waits for it, as plain text and as HTML."""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from typing import Final

from agent.formatting import format_cell, visible
from config.errors import DeliveryError
from config.text import Language
from data.alerts import Alert
from prompts.library import load_texts

ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_MOST_SUBJECT: Final = 200
_MOST_ARGUMENTS: Final = 600
_STYLE: Final = "font-family:system-ui,sans-serif;max-width:44rem;line-height:1.5"
_CELL: Final = "padding:2px 12px 2px 0;vertical-align:top"


def letter(alerts: Sequence[Alert], *, sender: str, recipient: str, now: dt.datetime) -> EmailMessage:
    """A letter with these alerts, in the language of the first.

    Its id follows from what it holds, so that a mail box that gets it twice may know.

    Raises:
        DeliveryError: Sender or recipient is no address.
    """
    for name, address in (("KEZHI_MAIL_FROM", sender), ("the recipient", recipient)):
        if not ADDRESS.fullmatch(address):
            raise DeliveryError(f"{name} is no address such as alerts@example.com: {visible(address)[:80]!r}")
    language: Language = "zh" if alerts[0].language == "zh" else "en"
    texts = load_texts("alerts", language)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _subject(alerts, texts)
    message["From"], message["To"] = sender, recipient
    message["Date"] = format_datetime(now)
    made = hashlib.sha256("\n".join([recipient, *(alert.id for alert in alerts)]).encode()).hexdigest()[:32]
    message["Message-ID"] = f"<{made}@{sender.rpartition('@')[2]}>"
    # Nobody's holiday note answers it.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(
        "\n\n".join([*(_plain(alert, texts, language) for alert in alerts), texts["letter.foot"]]) + "\n"
    )
    body = "".join(_html(alert, texts, language) for alert in alerts)
    foot = f'<p style="color:#666">{escape(texts["letter.foot"])}</p>'
    message.add_alternative(
        f'<!doctype html><html lang="{language}"><body style="{_STYLE}">{body}{foot}</body></html>', subtype="html"
    )
    return message


def _subject(alerts: Sequence[Alert], texts: Mapping[str, str]) -> str:
    shop = visible(alerts[0].shop)
    if len(alerts) > 1:
        return texts["letter.subject_many"].format(shop=shop, count=len(alerts))[:_MOST_SUBJECT]
    severity = texts[f"severity.{alerts[0].severity}"]
    said = texts["letter.subject_one"].format(shop=shop, severity=severity, rule=visible(alerts[0].rule))
    return said[:_MOST_SUBJECT]


def _plain(alert: Alert, texts: Mapping[str, str], language: Language) -> str:
    lines = [f"[{texts[f'severity.{alert.severity}']}] {visible(alert.rule)}", alert.sentence.in_language(language), ""]
    lines += [f"{texts['letter.figures']}:"]
    lines += [f"  {v.name.in_language(language)}: {v.text.in_language(language)}  <- {v.source}" for v in alert.values]
    lines += [f"{texts['letter.proof']}:", *(f"  {line}" for line in proof_lines(alert, texts, language))]
    return "\n".join([*lines, *_about(alert, texts, language)])


def _html(alert: Alert, texts: Mapping[str, str], language: Language) -> str:
    rows = "".join(
        "<tr>" + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells) + "</tr>"
        for cells in ((v.name.in_language(language), v.text.in_language(language), v.source) for v in alert.values)
    )
    proof = "".join(f"<li>{escape(line)}</li>" for line in proof_lines(alert, texts, language))
    about = "<br>".join(escape(line) for line in _about(alert, texts, language))
    return (
        f"<h2>{escape(texts[f'severity.{alert.severity}'])}: {escape(visible(alert.rule))}</h2>"
        f"<p>{escape(alert.sentence.in_language(language))}</p><h3>{escape(texts['letter.figures'])}</h3>"
        f"<table>{rows}</table><h3>{escape(texts['letter.proof'])}</h3><ul>{proof}</ul><p>{about}</p><hr>"
    )


def proof_lines(alert: Alert, texts: Mapping[str, str], language: Language) -> Iterator[str]:
    """A line for each result that an alert rests on: tool, arguments, build."""
    for each in alert.proof:
        arguments = visible(json.dumps(each["arguments"], ensure_ascii=False))[:_MOST_ARGUMENTS]
        date = format_cell(each["as_of"], "date", language=language)
        told = {"id": each["id"], "tool": each["tool"], "arguments": arguments, "build": each["build"], "date": date}
        yield texts["letter.proof_line"].format(**told)


def _about(alert: Alert, texts: Mapping[str, str], language: Language) -> Iterator[str]:
    date = format_cell(alert.as_of, "date", language=language)
    yield texts["letter.as_of"].format(date=date, build=alert.build)
    if alert.against:
        yield texts["letter.against"].format(build=alert.against)
    if alert.simulated:
        yield texts["letter.simulated"]
    yield texts["letter.id"].format(id=alert.id)
