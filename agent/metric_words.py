"""Where a text speaks of a metric, or of a column of a result."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from agent.formatting import unit_of_cell
from agent.references import Results
from config.text import Language
from data.metrics import Attribute, Metric, MetricDictionary
from data.tables import Column, Unit
from tools.results import ToolResult

# Words for metrics that often mean something else: "5 orders worth £80" speaks of no predicted value.
_WEAK_WORDS = """
order orders purchase purchases customer customers people users buyers shoppers clients consumers value price rows
lines reviews review comments products product items item units returns amount worth transactions gap overdue
frequency quantity category categories country countries channel channels client buyer user account member shopper
date day month year week quarter dates days months years weeks quarters name rating ratings source segment segments
land market region mail mobile
订单 客户 顾客 买家 用户 会员 人数 价值 商品 产品 评价 评论 退货 价格 数量 国家 地区 渠道 品类 类别 日期 月份 评分 频率
来源 平台 市场 电话 手机 名字 邮箱 月 年 日 周
"""
_WEAK = frozenset(_WEAK_WORDS.split())


@dataclass(frozen=True)
class MetricMention:
    """A word for a metric in a text; `weak` words (orders, customers, value) often mean no metric.

    A word for a column of mixed quantities (`this customer`, 典型客户) speaks only of the value `beside` it.
    """

    start: int
    end: int
    keys: frozenset[str]
    weak: bool = False
    beside: bool = False


# Headings of columns that say too little to be words for what stands in them.
_NO_WORDS = frozenset(
    {"", "to", "from", "what", "case", "key", "unit", "figure", "name", "键", "因素", "情形", "单位", "指标"}
)


class MetricWords:
    """Every word for every metric of a dictionary and of the results' own columns."""

    def __init__(self, dictionary: MetricDictionary, results: Results | None = None) -> None:
        phrases: dict[str, set[str]] = {}
        self.results: Results = results or {}
        self.units: dict[str, set[Unit]] = {}
        entries: tuple[Metric | Attribute, ...] = (*dictionary.metrics, *dictionary.attributes)
        languages: tuple[Language, ...] = ("en", "zh")
        for entry in entries:
            self.units.setdefault(entry.key, set()).add(entry.unit)
            for word in (entry.key, entry.key.replace("_", " "), *(w for lang in languages for w in entry.words(lang))):
                phrases.setdefault(word.casefold(), set()).add(entry.key)
        named = frozenset(phrases)
        headed: dict[str, set[str]] = {}
        self._beside: set[str] = set()
        for result in self.results.values():
            for column in result.table.columns:
                if column.unit == "id":
                    # An id measures nothing: its label ("评价" for review_id) is a word for what is counted.
                    continue
                for key in {column.key, column.metric} - {""}:
                    self.units.setdefault(key, set()).update(_units(result, column))
                mixed = any("value_unit" in row for row in result.table.rows) and column.unit == "number"
                labels = (column.label.en.casefold(), column.label.zh.casefold())
                self._beside |= set(labels) if mixed else set()
                for label in labels:
                    headed.setdefault(label, set()).add(column.key)
                for word in (column.key, column.key.replace("_", " "), *labels):
                    phrases.setdefault(word.casefold(), set()).update({column.key, column.metric} - {""})
        self._phrases: Mapping[str, frozenset[str]] = {
            w: frozenset(keys) for w, keys in phrases.items() if w.strip() and (w not in _NO_WORDS or w in named)
        }

        self._headed = {label: frozenset(keys) for label, keys in headed.items() if label.strip()}

    def columns_headed(self, heading: str) -> frozenset[str]:
        """Keys of the results' columns that are headed exactly so; none where people put it in their own words."""
        return self._headed.get(heading.strip(" *_`").casefold(), frozenset())

    @property
    def known(self) -> Collection[str]:
        """Every word for a metric, in small letters."""
        return self._phrases.keys()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = sorted(self._phrases, key=len, reverse=True)
        return re.compile("|".join(bounded(word) for word in words), re.IGNORECASE)

    def find(self, text: str) -> list[MetricMention]:
        """Words for metrics in a text, the longest first where they overlap."""
        return [
            MetricMention(m.start(), m.end(), self._phrases[word], weak=word in _WEAK, beside=word in self._beside)
            for m in self._pattern.finditer(text)
            if (word := m.group().casefold()) in self._phrases
        ]


def _units(result: ToolResult, column: Column) -> set[Unit]:
    """The units of a column's cells: in a table of mixed quantities those of its rows."""
    return {column.unit, *(unit_of_cell(row, column.unit) for row in result.table.rows)}


@cache  # of the dictionary's thousand words, again with each answer
def bounded(word: str) -> str:
    """A pattern of the word where it stands alone."""
    left = r"(?<![A-Za-z0-9_])" if word[0].isascii() else ""
    right = r"(?![A-Za-z0-9_]|-\d)" if word[-1].isascii() else ""
    return left + re.escape(word) + right
