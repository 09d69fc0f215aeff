"""A text in the two languages Kezhi speaks."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True)
class Text:
    """One meaning, written in English and in Chinese.

    >>> Text("revenue", "销售额").in_language("zh")
    '销售额'
    """

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        """The text in the language asked for."""
        return self.zh if language == "zh" else self.en
