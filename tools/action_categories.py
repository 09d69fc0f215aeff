"""Categories that go together, in the shop and for one customer."""

from config.text import Text
from data.affinities import Affinity
from data.tables import Cell, Table
from tools.action_columns import GAIN, PAIR
from tools.action_plans import Plans

_NO_CATEGORIES = Text("The data of this shop name no categories.", "本店数据中没有品类。")
_NONE = Text(
    "No two categories are bought together more often than breadth and chance alone would make them: none is told.",
    "没有任何两个品类被一起购买的次数超出购买广度与偶然所能解释的范围，因此不作推荐。",
)
_ALL_BOUGHT = Text(
    "This customer already buys every category that goes with what they buy.",
    "与该客户已购品类相配的品类，该客户均已购买。",
)
_METHOD = Text(
    "Compared with customers who buy in as many categories, drawn by how popular each category is; pairs that chance "
    "could make are left out.",
    "与购买品类数相同、按品类受欢迎程度随机抽取的客户相比；可能由偶然造成的组合不列出。",
)


def paired_categories(plans: Plans, *, limit: int) -> Table:
    """Pairs of categories beyond chance, the strongest first."""
    offers = plans.inputs.offers
    rows = tuple(_pair(plans, pair) for pair in offers.pairs[:limit])
    return Table(PAIR, rows, len(offers.pairs), "groups", _notes(plans, found=bool(offers.pairs)))


def customer_categories(plans: Plans, row: int) -> Table:
    """Categories that one customer does not buy yet and that go with one the customer buys, the strongest first."""
    offers = plans.inputs.offers
    best: dict[int, Affinity] = {}
    for pair in offers.pairs:
        if offers.bought[row, pair.bought] and not offers.bought[row, pair.offered]:
            best.setdefault(pair.offered, pair)
    rows = tuple({**_pair(plans, pair), **_gain(plans, pair)} for pair in best.values())
    notes = _notes(plans, found=bool(offers.pairs))
    return Table(
        (*PAIR, *GAIN), rows, len(rows), "groups", notes if rows or not offers.pairs else (_ALL_BOUGHT, *notes)
    )


def _pair(plans: Plans, pair: Affinity) -> dict[str, Cell]:
    offers = plans.inputs.offers
    return {
        "category": offers.names[pair.offered],
        "bought": offers.names[pair.bought],
        "both": pair.both,
        "buyers": pair.buyers,
        "share": pair.share,
        "lift": round(pair.lift, 4),
        "p_value": round(pair.chance, 6),
        "order_value": plans.money(float(offers.order_minor[0, pair.offered])),
    }


def _gain(plans: Plans, pair: Affinity) -> dict[str, Cell]:
    """What offering it is expected to bring, under the assumptions of the first action that offers a category."""
    book = plans.inputs.book
    key = next((key for key, action in book.actions.items() if action.increment == "category"), None)
    if key is None:
        return {column.key: None for column in GAIN}
    increment = book.actions[key].uplift * plans.inputs.offers.order_minor[:, pair.offered]
    return {c.key: plans.money(amount) for c, amount in zip(GAIN, plans.terms[key].gain(increment), strict=True)}


def _notes(plans: Plans, *, found: bool) -> tuple[Text, ...]:
    if not plans.inputs.offers.names:
        return (_NO_CATEGORIES,)
    return (_METHOD,) if found else (_NONE, _METHOD)
