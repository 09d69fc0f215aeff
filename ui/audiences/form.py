"""The form of the audiences page: what it offers, and the audience that its fields say."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from config.text import Language
from data.audience_files import KINDS
from data.audience_formats import FORMS
from data.consent import CHANNELS
from data.filter_text import filter_of, filter_text
from prompts.library import load_texts
from tools.action_inputs import plan_inputs
from tools.audience_choice import segment_filters
from tools.audience_tools import AudienceArguments
from ui.audiences.address import Asked

if TYPE_CHECKING:
    from tools.shop import Shop

_GROUPS: Final = ("rfm_segment", "value_tier")


@dataclass(frozen=True)
class Filled:
    """The fields' values, in the order in which they are laid out."""

    segment: str
    action: str
    filters: str
    budget: float | None
    hold_out: float | None
    channel: str
    form: str
    kind: str
    unknown: bool

    def asked(self) -> Asked:
        """The audience that they say.

        Raises:
            InputError: A line of the conditions is no filter.
        """
        arguments = AudienceArguments.model_validate(
            {
                "segment": self.segment or "",
                "actions": [self.action] if self.action else [],
                "filters": [filter_of(line) for line in (self.filters or "").splitlines() if line.strip()],
                "budget": self.budget,
                "control_share": None if self.hold_out is None else self.hold_out / 100,
                "channel": self.channel,
                "format": self.form,
                "unknown_consent": bool(self.unknown),
            }
        )
        kind = next((kind for kind in KINDS if kind == self.kind), KINDS[0])
        # Their programs import nothing else.
        return Asked(arguments, kind if self.form == "generic" else KINDS[0])


def fields(shop: "Shop", asked: Asked, *, language: Language) -> Sequence[Any]:
    """The fields as an address asks for them, in the order of `Filled`."""
    texts = load_texts("page_audiences", language)
    arguments = asked.arguments
    hold_out = None if arguments.control_share is None else arguments.control_share * 100

    def choice(name: str, keys: Sequence[str], value: str) -> gr.Dropdown:
        return gr.Dropdown([(texts[f"{name}.{key}"], key) for key in keys], value=value, label=texts[f"form.{name}"])

    return [
        gr.Dropdown(segments(shop, language), value=_key_of(shop, arguments.segment), label=texts["form.segment"]),
        gr.Dropdown(actions(shop, language), value=next(iter(arguments.actions), ""), label=texts["form.action"]),
        gr.Textbox(
            "\n".join(filter_text(condition) for condition in arguments.filters),
            label=texts["form.filters"],
            placeholder="recency_days ge 90",
        ),
        gr.Number(arguments.budget, label=texts["form.budget"].format(currency=shop.currency)),
        gr.Number(hold_out, label=texts["form.hold_out"]),
        choice("channel", CHANNELS, arguments.channel),
        choice("format", FORMS, arguments.format),
        choice("kind", KINDS, asked.kind),
        gr.Checkbox(arguments.unknown_consent, label=texts["form.unknown"]),
    ]


def segments(shop: "Shop", language: Language) -> list[tuple[str, str]]:
    """Everybody, the company's own segments, RFM segments and tiers, as people call them."""
    dictionary = shop.dictionary
    found = [(load_texts("page_audiences", language)["form.everybody"], "")]
    found += [(segment.name.in_language(language), key) for key, segment in dictionary.segments.items()]
    for column in _GROUPS:
        attribute = dictionary.attribute(column)
        found += [(attribute.value_text(value, language), value) for value in attribute.values]
    return found


def actions(shop: "Shop", language: Language) -> list[tuple[str, str]]:
    """Any, and each action that is a contact."""
    book = plan_inputs(shop).book
    some = [key for key, action in book.actions.items() if action.increment != "none"]
    any_of_them = load_texts("page_audiences", language)["form.any_action"]
    return [(any_of_them, ""), *((book.action_name(key).in_language(language), key) for key in some)]


def _key_of(shop: "Shop", name: str) -> str:
    """The key of a segment that an address may call by any of its names.

    Raises:
        ToolInputError: There is no such segment.
    """
    found = segment_filters(shop, name)
    return str(found[0].value) if found else ""
