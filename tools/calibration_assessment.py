"""Whether predicted values are of the right size: tenths of the held-out customers, predicted and come true."""

from config.text import Language, Text
from data.query_columns import number_cell
from data.tables import Cell, Column, Table
from tools.evaluated import evaluated, protocol, since
from tools.shop import Shop

_COLUMNS = (
    Column("decile", Text("tenth", "十分位"), "id", Text("1: the tenth predicted best.", "1：预测最好的一成客户。")),
    Column("customers", Text("customers", "客户数"), "count"),
    Column(
        "predicted_mean",
        Text("predicted, each", "人均预测"),
        "money",
        Text("Mean value predicted of a customer of this tenth.", "该组每位客户的平均预测价值。"),
    ),
    Column(
        "actual_mean",
        Text("came true, each", "人均实际"),
        "money",
        Text("Mean net revenue that such a customer then brought.", "该组每位客户之后实际带来的平均净销售额。"),
    ),
    Column("predicted", Text("predicted, all", "预测合计"), "money"),
    Column("actual", Text("came true, all", "实际合计"), "money"),
    Column(
        "off",
        Text("off by", "偏差"),
        "share",
        Text("Predicted over come true, less 1; none where nothing came.", "预测除以实际减1；实际为零时无此值。"),
    ),
)
_NOTE = Text(
    "Customers were put in order of what was predicted and cut into ten groups of equal size.",
    "客户按预测价值排序后等分为十组。",
)


def calibration_assessment(shop: Shop, language: Language) -> Table:
    """The ten groups of the model in use, the best first.

    Raises:
        ToolInputError: The model could not be tested.
    """
    evaluation, digits = evaluated(shop), shop.manifest.minor_digits
    rows: list[dict[str, Cell]] = []
    for group in evaluation["models"][0]["deciles"]:
        customers, predicted, actual = (int(group[key]) for key in ("customers", "predicted_minor", "actual_minor"))
        each = max(customers, 1)
        cells = {
            "predicted_mean": round(predicted / each),
            "actual_mean": round(actual / each),
            "predicted": predicted,
            "actual": actual,
        }
        money = {key: number_cell(value, "money", digits) for key, value in cells.items()}
        off = round(predicted / actual - 1, 4) if actual > 0 else None
        rows.append({"decile": str(group["decile"]), "customers": customers, **money, "off": off})
    return Table(_COLUMNS, tuple(rows), len(rows), "groups", (_NOTE, protocol(evaluation), *since(evaluation)))
