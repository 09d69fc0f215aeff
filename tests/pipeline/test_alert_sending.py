"""Alerts on their way: to a webhook and a mail server on this machine, never lost, never sent twice, nothing open."""

import hashlib
import hmac
import json
import re
from dataclasses import replace

import pytest

from config.errors import DeliveryError
from config.settings import Settings
from config.text import Text
from data.alerts import FILE, Alert, AlertBook, AlertValue, Attempt
from pipeline.alerts.letters import letter
from pipeline.alerts.mail import mail_server
from pipeline.alerts.sending import send_waiting, waiting_of
from pipeline.alerts.webhook import webhook_of
from tests.pipeline.alert_receivers import mail_box, webhook
from tests.pipeline.alert_shop import NOW

SECRET = "s" * 32
PROOF = {
    "id": "p1",
    "result": "r1",
    "tool": "describe_portfolio",
    "arguments": {"what": "at_risk"},
    "build": "20260101T000000Z-abcdef",
    "as_of": "2010-06-30",
    "rows": [{"risk_share": 0.31}],
}


def alert(**changes: object) -> Alert:
    value = AlertValue(
        Text("share at risk", "风险占比"), Text("31.0%", "31.0%"), 0.31, "share", "p1.rows[0].risk_share"
    )
    made = Alert(
        *("a1", "2026-01-02T08:00:00+00:00", "value at risk", "value_at_risk", "critical", ""),
        *("20260101T000000Z-abcdef", "20251201T000000Z-abcdef", "2010-06-30", "Handmade shop", True),
        *(Text("Share at risk: 31.0%.", "风险占比：31.0%。"), (value,), (PROOF,), "en", ("email", "webhook"), ()),
    )
    return replace(made, **changes)


@pytest.fixture
def book(tmp_path) -> AlertBook:
    return AlertBook(tmp_path)


@pytest.fixture
def hook():
    with webhook() as made:
        yield made


@pytest.fixture
def box():
    with mail_box() as made:
        yield made


def settings(*, hook=None, box=None, **more: object) -> Settings:
    given: dict[str, object] = {"mail_from": "kezhi@shop.example", "mail_to": "mei@shop.example", "delivery_retries": 0}
    if hook:
        given |= {"webhook_url": f"http://127.0.0.1:{hook.port}/in?key=1", "webhook_secret": SECRET}
    if box:
        given |= {"smtp_host": "127.0.0.1", "smtp_port": box.port, "smtp_security": "none"}
    return Settings(**{**given, **more})


def send(book: AlertBook, chosen: Settings, pauses: list[float] | None = None) -> tuple[Attempt, ...]:
    return send_waiting(book, chosen, now=NOW, sleep=(pauses if pauses is not None else []).append)


def test_an_alert_is_posted_once_with_its_proof_and_a_signature(book, hook):
    book.add(alert(channels=("webhook",), language="zh"))
    (attempt,) = send(book, settings(hook=hook))
    assert (attempt.problem, attempt.target) == ("", "127.0.0.1")
    ((head, body),) = hook.posts
    told = json.loads(body)
    assert told["text"] == "风险占比：31.0%。"
    assert Alert.from_json(told["alert"]) == book.raised()[0]
    signed = hmac.new(SECRET.encode(), head["X-Kezhi-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert head["X-Kezhi-Signature"] == f"sha256={signed}"
    assert head["X-Kezhi-Alert"] == "a1"
    assert send(book, settings(hook=hook)) == ()
    assert len(hook.posts) == 1


def test_what_was_not_taken_is_kept_and_sent_at_the_next_run(book, hook, box):
    book.add(alert())
    hook.answers, box.refusals = [400], ["451 later"]
    failed = send(book, settings(hook=hook, box=box))
    assert [(each.channel, each.problem) for each in failed] == [
        ("webhook", "127.0.0.1 answers 400"),
        ("email", "the letter was not taken (451)"),
    ]
    assert waiting_of(book.raised(), book.attempts(), settings()) == 1
    assert [each.problem for each in send(book, settings(hook=hook, box=box))] == ["", ""]
    assert waiting_of(book.raised(), book.attempts(), settings()) == 0
    assert send(book, settings(hook=hook, box=box)) == ()
    assert (len(hook.posts), len(box.letters)) == (2, 1)


def test_a_passing_fault_is_tried_again_after_longer_and_longer_pauses(book, hook):
    book.add(alert(channels=("webhook",)))
    hook.answers, pauses = [503, 429], []
    (attempt,) = send(book, settings(hook=hook, delivery_retries=2), pauses)
    assert (attempt.problem, pauses) == ("", [1.0, 2.0])
    hook.answers = [404, 200]
    book.add(alert(id="a2", channels=("webhook",)))
    (refused,) = send(book, settings(hook=hook, delivery_retries=2), pauses)
    assert (refused.problem, len(pauses)) == ("127.0.0.1 answers 404", 2)


def test_a_redirect_is_not_followed(book, hook):
    book.add(alert(channels=("webhook",)))
    hook.answers = [307]
    (attempt,) = send(book, settings(hook=hook))
    assert "redirect" in attempt.problem
    assert len(hook.posts) == 1


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://hooks.example.com/x", "takes https"),
        ("ftp://127.0.0.1/x", "no address"),
        ("https://mei:pw@hooks.example.com/x", "name and password"),
        ("https://hooks.example.com/x\r\nX: y", "no address"),
        ("https://", "no address"),
        ("https://[::1", "no address"),
    ],
)
def test_an_address_that_would_give_something_away_is_refused_without_being_repeated(address, said):
    with pytest.raises(DeliveryError, match=said) as refused:
        webhook_of(settings(webhook_url=address, webhook_secret=SECRET))
    assert "hooks.example.com/x" not in str(refused.value)


def test_addresses_by_which_clouds_hand_out_credentials_are_refused(book):
    book.add(alert(channels=("webhook",)))
    for host in ("169.254.169.254", "[::ffff:169.254.169.254]", "0.0.0.0"):
        attempt = send(book, settings(webhook_url=f"https://{host}/latest", webhook_secret=SECRET))[-1]
        assert "nothing is posted to" in attempt.problem


def test_without_address_secret_server_or_recipient_an_alert_waits_and_says_for_what(book):
    book.add(alert())
    bare = Settings(delivery_retries=0)
    assert [each.problem for each in send(book, bare)] == [
        "KEZHI_WEBHOOK_URL is not set",
        "nobody to write to: KEZHI_MAIL_TO is not set, and the rule names no recipients",
    ]
    some = settings(webhook_url="https://hooks.example.com/x")
    assert [each.problem for each in send(book, some)] == [
        "KEZHI_WEBHOOK_SECRET is not set, or has fewer than 16 characters",
        "KEZHI_SMTP_HOST is not set",
    ]


def test_each_recipient_gets_one_letter_with_all_that_waits(book, box):
    book.add(alert(channels=("email",)))
    book.add(
        alert(id="a2", rule="late parcels", channels=("email",), recipients=("lin@shop.example", "gone@shop.example"))
    )
    book.add(alert(id="a3", rule="rows lost", channels=("email",)))
    attempts = send(book, settings(box=box))
    assert [(each.alert, each.target, each.problem) for each in attempts] == [
        ("a1", "mei@shop.example", ""),
        ("a3", "mei@shop.example", ""),
        ("a2", "lin@shop.example", ""),
        ("a2", "gone@shop.example", "the letter was not taken: the recipient is refused (550)"),
    ]
    (sender, recipient, first), (_, _, second) = box.letters
    assert (sender, recipient) == ("kezhi@shop.example", "mei@shop.example")
    assert first["Subject"] == "Handmade shop: 2 alerts"
    assert second["Subject"] == "Handmade shop: critical: late parcels"
    assert first["Message-ID"] != second["Message-ID"]
    plain, html = (first.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in (plain, html):
        assert "Share at risk: 31.0%." in part
        assert "rows lost" in part
        assert "p1.rows[0].risk_share" in part
    assert 'p1: describe_portfolio {"what": "at_risk"}, build 20260101T000000Z-abcdef, as of 30 June 2010' in plain
    assert [each.target for each in send(book, settings(box=box))] == ["gone@shop.example"]


def test_texts_of_the_shop_can_do_nothing_in_a_letter():
    bad = alert(
        shop="Shop\r\nBcc: all@evil.example\u202e",
        rule="x\nSubject: free",
        sentence=Text("<script>alert(1)</script> <img src=http://evil.example>", "坏"),
    )
    made = letter([bad], sender="kezhi@shop.example", recipient="mei@shop.example", now=NOW)
    assert made["Bcc"] is None
    assert len(made.get_all("Subject")) == 1
    assert "⟨U+202E⟩" in made["Subject"]
    html = made.get_body(("html",)).get_content()
    assert not re.search(r"<(script|img|a|form|iframe|link)\b", html)
    assert "&lt;script&gt;" in html
    for address in ("a@b.example\r\nBcc: c@d.example", "A <a@b.example>", "a b@c.example", ""):
        with pytest.raises(DeliveryError, match="no address"):
            letter([bad], sender="kezhi@shop.example", recipient=address, now=NOW)


def test_a_letter_is_in_the_language_of_its_rule(book, box):
    book.add(alert(channels=("email",), language="zh"))
    send(book, settings(box=box))
    ((_, _, made),) = box.letters
    assert made["Subject"] == "Handmade shop：严重：value at risk"
    assert "风险占比：31.0%。" in made.get_body(("plain",)).get_content()


def test_nothing_is_said_to_a_mail_server_that_offers_no_encryption(box):
    asked = settings(box=box, smtp_security="starttls", smtp_user="kezhi", smtp_password="secret")
    with pytest.raises(DeliveryError, match="STARTTLS"), mail_server(asked):
        pass
    openly = settings(smtp_host="mail.shop.example", smtp_security="none", smtp_user="kezhi", smtp_password="secret")
    with pytest.raises(DeliveryError, match="a password is not sent openly"), mail_server(openly):
        pass


def test_a_mail_server_that_is_not_there_is_a_line_of_ours(book, box):
    port = box.port
    book.add(alert(channels=("email",)))
    (attempt,) = send(book, settings(smtp_host="127.0.0.1", smtp_port=1 if port != 1 else 2, smtp_security="none"))
    assert attempt.problem.startswith("127.0.0.1 cannot be used (")


def test_a_line_that_a_killed_process_left_is_no_alert_and_does_not_spoil_the_next(book, tmp_path):
    book.add(alert())
    with (tmp_path / FILE).open("a") as file:
        file.write('{"id": "a')
    assert [each.id for each in book.raised()] == ["a1"]
    book.add(alert(id="a2"))
    assert [each.id for each in book.raised()] == ["a1", "a2"]
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
