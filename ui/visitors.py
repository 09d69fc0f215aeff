"""Who looks at a page, and which pages each role may open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import gradio as gr

from config.settings import Role

# The chat's path is the house's own door: "/".
PageName = Literal["chat", "customer", "portfolio", "model", "reports", "audiences"]
PATHS: Mapping[PageName, str] = {
    "chat": "",
    "customer": "customer",
    "portfolio": "portfolio",
    "model": "model",
    "reports": "reports",
    "audiences": "audiences",
}
_EVERYBODY: frozenset[Role] = frozenset({"business", "support", "analyst"})
ROLES: Mapping[PageName, frozenset[Role]] = {
    "chat": _EVERYBODY,
    "customer": _EVERYBODY,
    "portfolio": frozenset({"business", "analyst"}),
    "model": frozenset({"analyst"}),
    "reports": _EVERYBODY,
    "audiences": frozenset({"analyst"}),
}


@dataclass(frozen=True)
class Visitor:
    """Whoever opened a page.

    Attributes:
        user: Name of the account; empty where the app runs without accounts.
        role: What may be seen.
    """

    user: str
    role: Role

    def may_open(self, page: PageName) -> bool:
        """Whether the page is for this role."""
        return self.role in ROLES[page]


class Door(Protocol):
    """Tells who a request comes from."""

    def visitor(self, request: gr.Request) -> Visitor:
        """Whoever sent the request; asked anew for each, so that a changed role holds at once."""


@dataclass(frozen=True)
class OpenDoor:
    """The door of a house without accounts: one person, in the role the app was started with."""

    role: Role = "analyst"

    def visitor(self, request: gr.Request) -> Visitor:
        """The same for every request."""
        del request
        return Visitor("", self.role)

    @property
    def guarded(self) -> bool:
        """Nobody has to log in."""
        return False

    def guest(self, token: str, *, in_use: bool = True) -> Visitor:
        """The same for every session."""
        del token, in_use
        return Visitor("", self.role)
