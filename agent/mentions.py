"""Where a sentence names something: customers, countries, months and other names in the results."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from agent.date_mentions import find_dates
from agent.demonyms import demonyms
from agent.evidence import Evidence, Fact, is_naming
from agent.metric_words import bounded
from agent.money_words import SIGN
from agent.references import Reference, Results
from data.metrics import MetricDictionary
from tools.explanation_tools import BASELINE, OTHER, PREDICTION

Sense = tuple[str, str]

# Words that are also names of values; they name a value only where rows are grouped by its attribute.
_COMMON_WORDS = """
high medium low new lost other none yes no true false active web app store online home all total unknown good bad
promising loyal phone email positive negative now changed difference baseline other prediction rhythm silence spent
recent trend season breadth returns ratings browsing carts 差额 现状 改变后
"""
_COMMON = frozenset(_COMMON_WORDS.split())
# An explanation's last row is called like the metric it is a value of; its first has short names.
_NO_NAMES = frozenset(text.casefold() for text in (PREDICTION.en, PREDICTION.zh))
_ID_NOUN = re.compile(
    r"(?:\b(?:customers?|clients?|buyers?|users?|orders?|invoices?|products?|items?|reviews?|accounts?|members?|ids?|no\.?|number)"
    r"|#|客户|顾客|用户|会员|买家|订单|商品|产品|评价|编号|号)[\s:：#*`_“\"']*(?:id\s|no\.\s|号)?[\s*`_“\"']*$",
    re.IGNORECASE,
)
_ID_BEFORE = re.compile(
    r"\b(?:unlike|like|followed by|for|from|than|versus|vs\.?|against|behind|ahead of)[\s*_`]+$", re.IGNORECASE
)
_ID_CHAIN = re.compile(r"^[\s*`_]*(?:,|，|、|and|or|和|与|及|或|/|&)+[\s*`_]*(?:and|or)?\s*[*`_]*$", re.IGNORECASE)
_ID_LEAD = re.compile(r"^[\s*`_|(（\[]*$")
_ID_TAIL = re.compile(r"[*`_]*\s*(?:$|[:：,，;；|)）]|'s\b|(?:is|has|have|are|and|or)\b|[的和与]|[-–—]\s|\()")


# Behind a number that counts, though a noun stands before it: 评价：1条.
_COUNTS = re.compile(r"\s?[条位名笔件次款种项份家](?!\w*号)")
# Right before or after an id without a noun, in Chinese: 对14646预测价值的贡献, 14646再下两单.
_ID_HAN_BEFORE = re.compile(r"(?:[对由从让使给把跟：:，,；、]|如果|假如|要是|若)\s*$")
_ID_HAN_AFTER = re.compile(r"\s?(?:的|预测|预计|未来|最近|近|累计|再|目前|现在|已|还|会|在|将|接下来|这个|这位)")
# Rows of an explanation that are no reason, and what people call them.
_BASELINE_WORDS = ("baseline", "base value", "starting point", "基准", "基准值", "基线")
_OTHER_WORDS = (
    *("everything else", "all other reasons", "all other factors", "other factors", "other reasons", "the rest"),
    *("其余因素", "其余原因", "其他因素", "其他原因", "其余"),
)
SUMMARY_WORDS = frozenset({*_BASELINE_WORDS, *_OTHER_WORDS})
_CALLED: Mapping[str, Collection[str]] = {
    **{text.casefold(): _BASELINE_WORDS for text in (BASELINE.en, BASELINE.zh)},
    **{text.casefold(): _OTHER_WORDS for other in OTHER.values() for text in (other.en, other.zh)},
}


@dataclass(frozen=True)
class NameMention:
    """A name in a text, in every sense it may have: dimension and name in lower case."""

    start: int
    end: int
    senses: frozenset[Sense]

    @property
    def dimensions(self) -> frozenset[str]:
        """Dimensions it may name something in."""
        return frozenset(dimension for dimension, _ in self.senses)


class NameIndex:
    """Every name in the evidence, with the other words people use for it."""

    def __init__(self, evidence: Evidence, dictionary: MetricDictionary) -> None:
        self._evidence = evidence
        self._grouped = {
            column.metric or column.key
            for result in evidence.results.values()
            for column in result.table.columns
            if column.unit != "id" and is_naming(result, column)
        }
        self._senses: dict[str, set[Sense]] = {}
        self._labels = {
            label.casefold()
            for result in evidence.results.values()
            for column in result.table.columns
            if not is_naming(result, column)
            for label in (column.label.en, column.label.zh)
        }
        self._buckets: list[Sense] = []
        for dimension, names in evidence.names.items():
            for name in names:
                self._add(dimension, name, dictionary)
        # "Value at risk" is a figure, though "at risk" alone is the name of a segment.
        self._labels = {text for text in self._labels if any(word in text and word != text for word in self._senses)}

    def _add(self, dimension: str, name: str, dictionary: MetricDictionary) -> None:
        if re.fullmatch(r"\d{4}(-(\d\d|Q\d|W\d\d))?(-\d\d)?", name, re.IGNORECASE):
            self._buckets.append((dimension, name))
        if dimension == "name" and name in _NO_NAMES:
            return
        words = {name, *(demonyms(name) if "country" in dimension else ())}
        for attribute in dictionary.attributes:
            if attribute.key == dimension:
                for value, other in attribute.values.items():
                    if value.casefold() == name:
                        words |= {word.casefold() for word in (*other.words("en"), *other.words("zh"))}
        for word in words:
            # 高 names a value tier, but stands in 最高 and 高出 as well: one Han character names nothing.
            single = len(word) == 1 and not word.isascii()
            if word.strip() and not single and (word not in _COMMON or dimension in self._grouped):
                self._senses.setdefault(word, set()).add((dimension, name))
        for word in _CALLED.get(name, ()) if dimension == "name" else ():
            self._senses.setdefault(word, set()).add((dimension, name))

    def find(self, text: str, *, asked: Collection[str] = ()) -> list[NameMention]:
        """Names in a text without overlap, the longest first; `asked` are further ids, those of the question."""
        folded = text.casefold()
        # Case folding can change the length (ß), and places must stay true.
        folded = folded if len(folded) == len(text) else text.lower() if len(text.lower()) == len(text) else text
        found: list[NameMention] = []
        for mention in sorted(self._candidates(folded, asked), key=lambda m: m.start - m.end):
            if not any(mention.start < other.end and other.start < mention.end for other in found):
                found.append(mention)
        found = sorted((mention for mention in found if mention.senses), key=lambda m: m.start)
        return _without_numbers(found, text)

    def _candidates(self, text: str, asked: Collection[str]) -> Iterator[NameMention]:
        for word in {*self._senses, *(a.casefold() for a in asked)}:
            if word in text:
                senses = frozenset(self._senses.get(word, {("", word)}))
                for m in re.finditer(bounded(word), text):
                    yield NameMention(m.start(), m.end(), senses)
        for label in self._labels:
            if label in text:
                # No sense: it only keeps the name that is part of it from being found.
                yield from (NameMention(m.start(), m.end(), frozenset()) for m in re.finditer(bounded(label), text))
        for mention in find_dates(text):
            senses = frozenset(s for s in self._buckets if mention.date.is_bucket(s[1].upper()))
            if senses:
                yield NameMention(mention.start, mention.end, senses)


def _without_numbers(found: list[NameMention], text: str) -> list[NameMention]:
    """Names made of digits count only where the words around them say that an id is meant."""
    kept: list[NameMention] = []
    for mention in found:
        word = text[mention.start : mention.end]
        if not word.isdigit() or _is_id(mention, kept, text):
            kept.append(mention)
    return kept


def _is_id(mention: NameMention, before: list[NameMention], text: str) -> bool:
    head, tail = text[: mention.start], text[mention.end :]
    if re.search(rf"(?:{SIGN}|\d)[.,]?$", head, re.IGNORECASE) or re.match(r"[.,]\d|\s?[%％]", tail):
        return False
    if _COUNTS.match(tail):
        return False
    ends = bool(_ID_TAIL.match(tail) or re.match(r"[.。]", tail))
    if mention.end - mention.start > 3 and ends and (_ID_BEFORE.search(head) or re.search(r"[(（]$", head)):
        return True
    known = mention.dimensions != {""} and mention.end - mention.start > 3
    if known and _ID_HAN_AFTER.match(tail) and (not head or _ID_HAN_BEFORE.search(head)):
        return True
    if _ID_NOUN.search(head) or (_ID_LEAD.match(head) and _ID_TAIL.match(tail)):
        return True
    if (
        before
        and _ID_CHAIN.match(text[before[-1].end : mention.start])
        and text[before[-1].start : before[-1].end].isdigit()
    ):
        return True
    # "the customer with the highest revenue is 13085": said of a customer, and no other is named yet.
    said = re.search(r"\b(?:customer|client|order|product)s?\b|客户|顾客|订单|商品", head, re.IGNORECASE)
    return bool(said) and not before and bool(re.search(r"(?:\bis|\bare|:|：|为|是)\s*[*`_]*$", head)) and ends


def reference_mention(reference: Reference, fact: Fact, results: Results) -> NameMention | None:
    """A reference that writes a name names its row: an id, a group's label, a person."""
    result = results[reference.result_id]
    column = result.column(reference.column)
    if column.unit == "personal":
        ids = [c.metric or c.key for c in result.table.columns if c.unit == "id"]
        senses = {(d, name) for d in ids for name in fact.names.get(d, ())}
        return NameMention(reference.start, reference.end, frozenset(senses)) if senses else None
    dimension = column.metric or column.key
    if column.unit not in ("id", "text", "date") or dimension not in fact.names:
        return None
    return NameMention(reference.start, reference.end, frozenset((dimension, n) for n in fact.names[dimension]))
