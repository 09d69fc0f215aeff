"""Spoken Chinese of comparing and ranking, said as the grammar reads it: 德法对比, 谁花得多, 按高到低排, 其他州前五."""

import re

from agent.planner.rewriting import Rules

_LANDS = {
    "中": "中国",
    "美": "美国",
    "英": "英国",
    "法": "法国",
    "德": "德国",
    "日": "日本",
    "意": "意大利",
    "西": "西班牙",
    "荷": "荷兰",
    "葡": "葡萄牙",
    "澳": "澳大利亚",
    "加": "加拿大",
    "韩": "韩国",
}
_LETTERS = "".join(_LANDS)
_COUNT = r"\d+|[二两三四五六七八九十]+"
_BY_DEED = {"花": "销售额", "做": "销售额", "贡献": "销售额", "买": "订单数", "退": "退货数"}


def _lands(match: re.Match[str]) -> str:
    letters = match["lands"]
    return "和".join(_LANDS[letter] for letter in letters) if len(set(letters)) == len(letters) else match.group()


def _which_of_two(match: re.Match[str]) -> str:
    """德国和法国谁花得多: by what it is measured; a verb alone would be what customers do."""
    did, how = match["did"], match["how"]
    if did not in _BY_DEED:
        return f"{match['two']}哪个{did}得{how}"
    return f"{match['two']}哪个的{_BY_DEED[did]}更{'低' if how in '少低差慢' else '高'}"


def _others(match: re.Match[str]) -> str:
    """除了SP，其他州收入前五: which others is said before."""
    others = "" if re.search(r"除|不含|不算|剔|去掉", match.string[: match.start()]) else "其他"
    return f"{others}{match['rest']}前{match['n']}的{match['what']}"


def _listed(match: re.Match[str]) -> str:
    return f"{match['most']}{match['n']}个{match['what'].rstrip('，, ')}"


def _which_time(match: re.Match[str]) -> str:
    """8月和9月哪个月卖得多: by revenue, as what is sold is told unless pieces are named."""
    return f"{match['which']}销售额更{'低' if match['how'] in '少差低' else '高'}"


RANKED: Rules = (
    (
        re.compile(
            r"(?P<which>哪(?:一?个|一)?(?:月|年|季度|周|星期|天)份?)(?:的)?(?:卖|做|收|销售|生意|业绩)得?(?:更|要|比较)?(?P<how>[多好少差])"
            r"(?:一?[些点])?(?=[？?。，,]|$)"
        ),
        _which_time,
    ),
    # 10月比去年10月好吗: business is better where it sells for more.
    (
        re.compile(
            r"(?<=[月年季度周])(?:的)?(?:生意|业绩|情况)?(?:更|要)?好(?:一?[些点])?(?:吗|么|不好|还是差)(?=[？?。，,]|$)"
        ),
        "的销售额高吗",
    ),
    (re.compile(r"(?:是)?(?:变)?多了还是(?:变)?少了"), "是涨了还是跌了"),
    (re.compile(r"第一次(?:来)?(?:买|购买|消费)(?:东西|单)?(?=的(?![是多商产])|[，,？?。]|$)"), "第一次下单"),
    # 预测价值在1000英镑以上: the bound is of what stands before 在.
    (
        re.compile(
            r"(?<=[值额数率分单价费])(?:都|还|仍|仍然|也|就)?(?:在|达到?了?|满)(?=[¥￥£$€]?\d[\d,.]*[万千]?(?:元|块钱?|英镑|镑|美元|欧元|雷亚尔|%|[次单分天件])?"
            r"(?:及|或)?(?:以上|以下|之上|之下))"
        ),
        "",
    ),
    # 德法对比, 中美两国: countries by their first characters.
    (
        re.compile(
            rf"(?:(?<=^)|(?<=[^\u4e00-\u9fff])|(?<=[看下比较拉]))(?P<lands>[{_LETTERS}]{{2,4}})"
            r"(?:[两三四]国|[两三]个国家|[两三]地)?"
            r"(?=\s*(?:的|对比|比较|相比|比一比|PK|vs|各|谁|哪|分别|一起|买家|订单|客户|销售|\d|今年|去年|上半|下半|这|上个|本))",
            re.IGNORECASE,
        ),
        _lands,
    ),
    (
        re.compile(
            r"^(?P<first>[^，,。？?：:]{1,12}?)(?:就|先|都|这次)*(?:不|别|甭)(?:看|提|说|谈|管|考虑)(?:了)?[，,。；;]\s*"
            r"(?=(?:其[它他余]|别的|剩下|剩余|另外))"
        ),
        r"除了\g<first>，",
    ),
    (re.compile(r"(?<![A-Za-z])PK(?:一下|下|一?PK)?(?![A-Za-z])", re.IGNORECASE), "对比"),
    # App和小程序谁卖得多: two that are compared, no customers.
    (
        re.compile(
            r"(?P<two>[和跟与、][^，,。？?客]{1,20}?[，,]?)(?:到底|究竟)?谁(?:更|比较)?(?P<did>卖|做|买|花|退|贡献|涨|跌)得(?:更|比较)?"
            r"(?P<how>[多少高低好差快慢])(?:一[点些])?(?=[？?。，,]|$)"
        ),
        _which_of_two,
    ),
    (re.compile(r"(?<=[天日月周年季道家市州国])单(?:子|量)?(?=最[多少])"), "订单数"),
    (re.compile(r"(?:[旺淡]季|圣诞季|大促季|购物季)\s*[（(](?P<m>[^）)]*?月[^）)]*?)[)）]"), r"\g<m>"),
    (re.compile(r"(?:生意)?最(?:旺|红火|火爆|火)(?![锅腿车])的?"), "销售额最高"),
    (
        re.compile(
            r"(?P<by>渠道|国家|品类|州|城市|月份?)(?:拉|引|带|招|获)(?:来|到|进)?的?新客户?(?:数|量)?(?=最[多少])"
        ),
        r"\g<by>新客数",
    ),
    # SP肯定第一不用看了，其它州: who is known to be first is left out.
    (
        re.compile(
            r"^(?P<first>[^，,。？?：:]{1,12}?)(?:我们?)?(?:都)?(?:知道|肯定|当然|一定|必然|毫无疑问|铁定|自然|显然)?(?:是|排|稳居|稳)?"
            r"(?:第一|老大|最高|最大|最多|榜首)(?:了)?[，,]?(?:就|也)?(?:不用|不必|别|甭|无需)(?:看|说|管|列|提|算)了?[，,。；;]\s*"
            r"(?=(?:其[它他余]|别的|剩下|剩余|另外|排除|后面))"
        ),
        r"除了\g<first>，",
    ),
    (
        re.compile(
            r"其[它他余]的?(?P<what>州|国家|城市|渠道|品类|客户)(?P<rest>[^，,。？?]*?)"
            rf"(?:TOP|top|Top|前)\s*(?P<n>{_COUNT})[名个位]?(?=[，,。？?]|$)"
        ),
        _others,
    ),
    # 两个 alone is only "both": as a number of places it is written in figures.
    (
        re.compile(
            r"(?<=[前头后末数])两(?=[个名位家款种大国件单])|(?<=[高低多少大小好差贵钱]的)两(?=[个名位家款种大国件])"
        ),
        "2",
    ),
    (re.compile(r"[按照](?:照)?(?:模型)?(?=预测(?:的)?(?:未来|今后|接下来|往后|后面|\d))"), ""),
    (re.compile(r"按(?:照)?(高|大|多)(?:到|至|往)(?:低|小|少)(?:来)?(?:排列|排序|排)?"), "从高到低"),
    (re.compile(r"按(?:照)?(低|小|少)(?:到|至|往)(?:高|大|多)(?:来)?(?:排列|排序|排)?"), "从低到高"),
    # 花钱最多的德国客户给我排五个: how many stands behind them.
    (
        re.compile(
            r"(?P<most>最(?:多|高|大|值钱|贵|好)的)(?P<what>[^，,。？?]{1,10}?)[，,]?(?:给我|帮我|请)?"
            rf"(?:排|列|挑|来|选|拉|给|取|找)(?:出来?|我)?(?:前)?(?P<n>{_COUNT})[个家位名款种](?=[，,。？?]|$)"
        ),
        _listed,
    ),
    (re.compile(r"(?<=[个款些种的])品(?![类牌种质项味相])"), "商品"),
    (re.compile(r"(?:最后|到底|究竟)?(?:是)?(?:谁|哪个|哪边|哪一个)(?:更)?(?:赢了?|胜出|厉害|猛|牛|占上风)"), "谁更高"),
    (
        re.compile(
            r"^(?!.*(?:国家|州|城市|渠道|客户|商品|产品|[几款]款|月份|谁|地区|分群|单品|SKU))(?P<a>.*(?:品类|类目|类)[^，,。]*?)"
            rf"(?:TOP|top|Top|前)\s*(?P<n>{_COUNT})(?:名|个|位)?(?=[，,。？?]|$)"
        ),
        r"\g<a>前\g<n>的商品",
    ),
)
