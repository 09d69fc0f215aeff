"""A webhook and a mail server on this machine that keep what they are sent, and refuse what a test tells them to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer


@dataclass
class Hook:
    """A webhook.

    Attributes:
        answers: Statuses of the next answers; 200 when there are none left.
        posts: Head and body of each post.
    """

    answers: list[int] = field(default_factory=list)
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0


@dataclass
class MailBox:
    """A mail server.

    Attributes:
        refusals: What is answered to the next letters' text in place of 250.
        letters: What was taken, with sender and recipient.
    """

    refusals: list[str] = field(default_factory=list)
    letters: list[tuple[str, str, EmailMessage]] = field(default_factory=list)
    port: int = 0


@contextmanager
def webhook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posts.append((dict(self.headers), body))
            status = hook.answers.pop(0) if hook.answers else 200
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"http://localhost:{hook.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with _serving(HTTPServer(("127.0.0.1", 0), Handler)) as hook.port:
        yield hook


@contextmanager
def mail_box() -> Iterator[MailBox]:
    box = MailBox()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 box")
            sender = recipient = ""
            while line := self.rfile.readline().decode().rstrip("\r\n"):
                verb = line[:4].upper()
                if verb == "EHLO":
                    self.say("250-box")
                    self.say("250 8BITMIME")
                elif verb == "MAIL":
                    sender = line.partition("<")[2].partition(">")[0]
                    self.say("250 ok")
                elif verb == "RCPT":
                    recipient = line.partition("<")[2].partition(">")[0]
                    self.say("550 nobody here" if recipient.startswith("gone@") else "250 ok")
                elif verb == "DATA":
                    self.say("354 go on")
                    self.take(sender, recipient)
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                else:
                    self.say("250 ok" if verb in ("RSET", "NOOP") else "502 what")

        def take(self, sender: str, recipient: str) -> None:
            lines: list[bytes] = []
            while (line := self.rfile.readline()) != b".\r\n":
                lines.append(line[1:] if line.startswith(b".") else line)
            if box.refusals:
                self.say(box.refusals.pop(0))
                return
            letter = message_from_bytes(b"".join(lines), policy=policy.default)
            assert isinstance(letter, EmailMessage)
            box.letters.append((sender, recipient, letter))
            self.say("250 taken")

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)) as box.port:
        yield box


@contextmanager
def _serving(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
