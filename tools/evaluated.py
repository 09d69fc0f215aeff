"""A build's stored evaluation, and the sentences that say on which days and customers it was tested."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.errors import ToolInputError
from config.text import Text
from tools.shop import Shop


def evaluated(shop: Shop) -> dict[str, Any]:
    """The evaluation on held-out days.

    Raises:
        ToolInputError: The model could not be tested.
    """
    evaluation = shop.build.evaluation()
    if not evaluation.get("available"):
        raise ToolInputError(
            Text(
                f"the model could not be tested: {evaluation.get('reason', 'no evaluation was stored')}",
                "模型未能检验：更早的历史不足，或留出时段里的客户或购买太少",
            )
        )
    return evaluation


def protocol(evaluation: Mapping[str, Any]) -> Text:
    """Until when the tested model had learned, and with what it was compared."""
    p = evaluation["protocol"]
    return Text(
        f"Learned until {p['learned_until']}, compared with what {p['customers']:,} customers did in the "
        f"{p['horizon_days']} days to {p['compared_until']}.",
        f"学习数据截至{p['learned_until']}，并与{p['customers']:,}位客户此后{p['horizon_days']}天（至{p['compared_until']}）的实际表现比较。",
    )


def since(evaluation: Mapping[str, Any]) -> Sequence[Text]:
    """That it was tested at the last full build, where this build is an update."""
    if (full := evaluation.get("evaluated")) is None:
        return ()
    return (
        Text(
            f"Tested at the last full build, as of {full['as_of']}, not at the update since.",
            f"测试基于上一次完整构建（截至{full['as_of']}），不含其后的更新。",
        ),
    )
