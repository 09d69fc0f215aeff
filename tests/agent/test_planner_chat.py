"""Chinese as typed in chats: short turns, clauses about the asker set aside and named, conditions never dropped."""

import pytest

from agent.planner.chinese_chat import plainly
from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner of the small shop."""
    return shop_planner()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("德法对比 买家数", "德国和法国对比 买家数"),
        ("英法德10年订单数", "英国和法国和德国10年订单数"),
        ("前两个国家", "前2个国家"),
        ("净收入TOP5，按高到低排", "净收入TOP5，从高到低"),
        ("最值钱的十个客户，上下限都要", "最值钱的十个客户，区间都要"),
        ("订单数，退货不算", "订单数，退货不算"),
        ("未来半年（180天）", "未来180天"),
        ("法国那批客户", "法国的客户"),
        ("刚才说的那批客户", "刚才说的那批客户"),
        ("客户全跑了，损失多少预测价值", "客户的预测价值合计是多少"),
        ("德国和法国谁花得多", "德国和法国哪个的销售额更高"),
        ("SP肯定第一不用看了，其它州收入TOP5", "除了SP，收入前5的州"),
        ("花钱最多的德国客户给我排五个", "花钱最多的五个德国客户"),
        ("revenue of the top two", "revenue of the top two"),
    ],
)
def test_spoken_turns_are_said_in_full(typed: str, meant: str) -> None:
    """What is said short in a chat becomes the words that the grammar reads; all else stays."""
    assert plainly(typed) == meant


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("备战双11，先看看2010年11月销售额", "备战双11"),
        ("周一例会我想讲两句，2010年11月有多少订单", "周一例会我想讲两句"),
        ("感觉我们周六基本没生意，到底有多少订单是周六下的？", "感觉我们周六基本没生意"),
        ("我们要派人去法兰克福展会，2010年11月德国销售额", "我们要派人去法兰克福展会"),
        ("出口那边老跟我要预算，2010年11月销售额前三的国家", "出口那边老跟我要预算"),
        ("帮忙拉个数，2010年11月有多少订单，我放PPT里", "我放PPT里"),
        ("看下2010年7-11月逐月单量，圣诞旺季起得怎么样", "圣诞旺季起得怎么样"),
        ("供应商说POSTAGE不好卖，2010年POSTAGE销量多少", "供应商说POSTAGE不好卖"),
    ],
)
def test_what_tells_of_the_asker_is_set_aside_and_named(planner: Planner, question: str, aside: str) -> None:
    """The rest is answered, and the reading says what was left aside."""
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    assert f"“{aside}”" in reading.text


@pytest.mark.parametrize(
    "question",
    [
        "走顺丰的，2010年9月订单数",
        "老板要看抖音，2010年9月订单数",
        "老板要看抖音数据，2010年9月订单数",
        "直播带货的客户，2010年9月销售额",
        "2010年9月订单数，赠品不算",
        "想在德国开个魑魅店，2010年9月销售额",
        "只够拜访魑魅五家，2010年9月销售额前三的国家",
        "退货不算，2010年9月订单数",
    ],
)
def test_what_may_be_a_condition_is_asked_about(planner: Planner, question: str) -> None:
    """A name, a number, a value that the rest does not say keeps its clause, and the question is asked back."""
    assert planner.read(question).status != "answered"


@pytest.mark.parametrize("question", ["App和web一共卖了多少", "德国和法国的订单合计"])
def test_a_total_of_two_compares_nothing(planner: Planner, question: str) -> None:
    """Values whose total is asked for are taken together."""
    call = planner.read(question).calls[0]
    assert "compare" not in call.arguments
    assert call.arguments["filters"][0]["op"] == "in"


@pytest.mark.parametrize(
    "question", ["只买toys的客户有多少", "customers who only bought toys, how many", "预测客单最高的国家"]
)
def test_what_no_condition_can_say_is_asked_about(planner: Planner, question: str) -> None:
    """Buying nothing else, and forecasts of what is not forecast, are not answered as something near."""
    assert planner.read(question).status == "clarify"


def test_reviews_about_something_are_not_counted_as_all(planner: Planner) -> None:
    """What reviews are about is searched for."""
    assert planner.read("评论里提到包装的有多少条，2010年").calls[0].arguments["query"] == "包装"


def test_a_list_of_names_tells_each_customer(planner: Planner) -> None:
    """Figures beside a list of customers are each one's, not those of all."""
    call = planner.read("冠军客户(champions)里活跃概率不到五成的拉个名单，带概率和预测价值").calls[0]
    assert call.name == "query_customers"
    assert call.arguments["columns"][:3] == ["customer_id", "p_active", "predicted_value"]


def test_kinds_of_goods_in_one_order_are_counted(planner: Planner) -> None:
    """How many products an order held is a figure of its own, since a long order is listed in part."""
    reading = planner.read("客人说489434少发了，这单原本该有几款货啊")
    assert {"metric": "products"} in reading.calls[0].arguments["measures"]
    assert reading.focus["kinds"] is True
