"""Products told by a part of their name: "hot water bottle" in its name, 名称里带…的商品, 无线耳机 of several."""

import re

from agent.planner.facts import Facts
from agent.planner.meanings import Line, Where, join
from agent.planner.units import find_id
from data.spec import Filter

_QUOTED = r"[\"“”'‘’「『]"
_PART = rf"(?:{_QUOTED}(?P<quoted>[^\"“”‘’」』]{{2,60}}){_QUOTED}|(?P<plain>[^,，。:：?？\"“”]{{2,60}}?))"
_THINGS = r"(?:products|items|articles|things|goods|skus)"
_OPENED = rf"(?:everything|anything|(?:all )?(?:the )?{_THINGS})"
_WORDS = r"(?:the (?:words?|phrase|text)\s+)?"
_NAME_HAN = r"(?:商品|产品)?(?:品名|名称|名字|商品名|产品名)(?:里面|当中|里|中|上)?(?:带有?|含有?|包含|包括|有|出现)"
_PLAIN_HAN = r"(?P<plain>[A-Za-z0-9][A-Za-z0-9 &/'-]{1,58}[A-Za-z0-9]|[㐀-鿿]{2,8}?)"
_NAMED = (
    re.compile(
        rf"{_OPENED}\s+(?:with|having|containing|that (?:have|has|contain|include))\s+"
        rf"{_WORDS}{_PART}\s+in (?:the|its|their)(?: product)? (?:name|names|title|description)s?",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_OPENED}\s+(?:whose|where the|which have a)\s+(?:product )?(?:name|title|description)s?\s+"
        rf"(?:contains?|includes?|has|have|mentions?|that contains)\s+{_WORDS}{_PART}"
        r"(?=[,:?]|$|\s+(?:in|for|from|sold|bring|brought|make|made)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_NAME_HAN}(?:的)?(?:字样)?"
        rf"(?:{_QUOTED}(?P<quoted>[^\"“”‘’」』]{{2,60}}){_QUOTED}|{_PLAIN_HAN})"
        r"(?:字样)?(?:的)?(?:所有|全部)?(?:商品|产品|货品|单品)?",
    ),
)


_CODED = re.compile(
    r"(?:(?:\b(?:products?|articles?|items?|skus?|goods|stock|stock code|code)\b"
    r"(?:\s+(?:with|having)(?:\s+the)?)?(?:\s+(?:code|number|no\.?|id|nr\.?))?"
    r"|商品|产品|货号|货品|单品|编号)(?:的?(?:编号|代码|货号|编码))?(?:\s*(?:is|为|是|[:：#]))?\s*)"
    r"(?P<code>[A-Za-z0-9]{3,32})(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
# What was bought or sold is a product where no customer or order has that number.
_BOUGHT = re.compile(
    r"\b(?:bought|buy|buys|ordered|sold|sell|sales of|revenue (?:of|from|for)|units of"
    r"|pieces of|returns of|containing)\s+"
    r"(?P<code>\d{4,6}[A-Za-z]{0,2})(?![A-Za-z0-9-])",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?<![A-Za-z0-9-])(?P<code>\d{3,}[A-Za-z]{1,2})(?![A-Za-z0-9-])")
# P-HO18 is a code wherever it stands, where a product has it and nobody and no order does.
_LETTERED = re.compile(
    r"(?<![\w-])(?P<code>[A-Za-z]{1,6}-?[A-Za-z0-9]*\d[A-Za-z0-9]*(?:-[A-Za-z0-9]+)*)(?![\w-])", re.ASCII
)
# 22423在德国卖了几件: a bare number is a code where its verb is one of goods, and it is nobody's and no order's.
_SOLD = re.compile(
    r"(?<![A-Za-z0-9.,-])(?P<code>\d{4,6})(?![A-Za-z0-9.,%年月日号元块英镑-])"
    r"(?=[^，。？?]{0,12}?(?:卖|销量|销售额|售出|退货|退了))"
)


def read_product_codes(line: Line, facts: Facts, question: str) -> Line:
    """The line with "article 22086", 货号22086, 85123A as conditions on the product's code."""
    if facts.attribute("product_id") is None:
        return line
    bare = (*_BOUGHT.finditer(question), *_SOLD.finditer(question), *_LETTERED.finditer(question))
    bought = [m for m in bare if not (m["code"] in facts.customer_ids or m["code"] in facts.order_ids)]
    for found in (*_CODED.finditer(question), *_CODE.finditer(question), *bought):
        code = find_id(found["code"], facts.product_ids)
        start = found.start("code") if found.re is _BOUGHT else found.start()
        inside = [i for i, c in enumerate(line) if start <= c.token.start and c.token.end <= found.end()]
        if code is None or not inside or any(line[i].meaning is not None for i in inside):
            continue
        where = Where(Filter(column="product_id", op="eq", value=code))
        first, last = inside[0], inside[-1]
        line = [*line[:first], join(line[first : last + 1], where), *line[last + 1 :]]
    return line


def read_named_products(line: Line, facts: Facts, question: str) -> Line:
    """The line with "everything with X in its name" as a condition on the product's name."""
    if facts.attribute("product") is None:
        return line
    for pattern in _NAMED:
        found = pattern.search(question)
        part = (found["quoted"] or found["plain"] or "").strip() if found else ""
        if found is None or not any(part.casefold() in p.casefold() for p in facts.values.get("product", ())):
            continue
        inside = [i for i, c in enumerate(line) if found.start() <= c.token.start and c.token.end <= found.end()]
        if inside:
            where = Where(Filter(column="product", op="contains", value=part))
            first, last = inside[0], inside[-1]
            return [*line[:first], join(line[first : last + 1], where), *line[last + 1 :]]
    return line
