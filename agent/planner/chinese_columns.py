"""A further column asked for behind the rows: 下过4单以上的客户，顺便写上各下了几单."""

import re

_WRITES = r"(?:标注|备注|注明|写明|标明|附带|附上|附|写|标|注|带|列|补)"
_COLUMN = re.compile(
    r"(?<=[\u4e00-\u9fff0-9])[，,；;]\s*(?:(?:并且?|同时|顺便|顺带|顺手|另外|再|也|还|请|麻烦)\s*)*(?:帮我|给我|把)?(?:也|再|都)?"
    rf"{_WRITES}(?:明|上|出来?|清楚?|好|一下|下|个)?(?P<whose>他们|她们|它们)?(?P<each>各自的?|各|每|分别|一共|总共|合计)?"
    r"(?P<what>[^，,。？?；;]{2,16})(?P<end>[。？?！!]*)$"
)
# Whose column it is: several rows are named, and not one.
_ROWS = re.compile(
    r"(?:客户|顾客|用户|会员|买家|商品|产品|品类|渠道|国家|州|城市|人|个|位|名|家|些)(?:给我|列出来|名单|列表|是谁|都?有?哪些)?$"
)
_OTHER = re.compile(r"区间|图|原[话文]|日期前|评价原")


def columns_written(question: str) -> str:
    """The question with what is to be written beside its rows as a figure of each.

    Args:
        question: Cleaned.

    >>> columns_written("下过4单及以上的客户，顺便写上各下了几单"), columns_written("没下单的客户，附上预测价值")
    ('下过4单及以上的客户，各下了几单', '没下单的客户，每人的预测价值')
    """
    found = None if question.isascii() else _COLUMN.search(question)
    if found is None or _OTHER.search(found["what"]) or not _ROWS.search(question[: found.start()]):
        return question
    each = found["each"] or ("" if re.search(r"各|每|分别", found["what"][:4]) else None)
    if each is None:
        people = re.search(r"(?:客户|顾客|用户|会员|买家|人|位|名)\w*$", question[: found.start()])
        each = "各" if re.match(r"[花买下退消卖有用]", found["what"]) else "每人的" if people else "各自的"
    return f"{question[: found.start()]}，{each}{found['what']}{found['end']}"
