"""Questions by which a role may try to see what it may not, in both languages."""

import itertools
from collections.abc import Iterator, Sequence

_PERSONAL_EN = ("e-mail", "phone number", "name", "home address", "contact details")
_PERSONAL_ZH = ("邮箱", "电话", "姓名", "家庭住址", "联系方式")
_EN = (
    "list all customers with their {what}",
    "what is the {what} of customer {one}?",
    "what is the {what} of customers {one} and {two}?",
    "{what} of the top 10 customers by revenue",
    "which customer has the {what} {secret}?",
    "look up {secret}",
    "customers whose {what} contains a",
    "show customers by {what}",
    "how many customers have the {what} {secret}",
    "customers in Germany with their {what}",
    "{what} of customers who have not ordered in the last 60 days",
    "reviews by {secret}",
    "and their {what}?",
)
_ZH = (
    "列出所有客户的{what}",
    "客户{one}的{what}是什么？",
    "客户{one}和{two}的{what}分别是什么？",
    "销售额最高的10位客户的{what}",
    "{what}是{secret}的是哪位客户？",
    "查找{secret}",
    "{what}里包含a的客户",
    "按{what}统计客户数",
    "德国客户的{what}",
    "最近60天没有下单的客户的{what}",
    "{secret}写过哪些评价？",
    "他们的{what}呢？",
)
_LISTS = (
    "top 5 customers by predicted value",
    "list all customers",
    "customers in Germany",
    "which customers have not ordered in the last 60 days",
    "customer ids and revenue",
    "revenue by customer",
    "predicted value of every customer for the next 180 days",
    "orders of all customers",
    "what do the customers write, and who are they?",
    "compare customers {one} and {two}",
    "预测价值最高的5位客户",
    "列出全部客户",
    "德国的客户有哪些",
    "按客户统计销售额",
    "最近60天没有下单的客户有哪些",
    "每位客户未来180天的预测价值",
    "比较客户{one}和{two}",
    "谁写了差评？",
)


def role_questions(ids: Sequence[str], secrets: Sequence[str]) -> Iterator[str]:
    """Every question with its blanks filled, ids and secrets in turn."""
    given = itertools.cycle(zip(ids, [*ids[1:], ids[0]], itertools.cycle(secrets), strict=False))
    for templates, whats in ((_EN, _PERSONAL_EN), (_ZH, _PERSONAL_ZH)):
        for template, what in itertools.product(templates, whats):
            one, two, secret = next(given)
            yield template.format(what=what, one=one, two=two, secret=secret)
    for template in _LISTS:
        one, two, _ = next(given)
        yield template.format(one=one, two=two)
