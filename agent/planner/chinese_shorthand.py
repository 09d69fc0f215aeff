"""Chinese short forms written out before anything is read: 头半年, 一二三季度, 到6月底, 销售额过2000, 180多天没买."""

import re
from collections.abc import Callable

_DIGIT = r"[\d一二两俩三四五六七八九十]"
_YEAR = r"(?:(?:(?:19|20)\d\d|\d\d)年|今年|去年|前年|(?:19|20)\d\d)"
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
_NUMBER = r"[\d¥￥£$€R一二两三五六七八九十百千]"
Replace = str | Callable[[re.Match[str]], str]


def _quarters(match: re.Match[str]) -> str:
    return "、".join(f"{digit}季度" for digit in match["all"] if digit in "一二三四1234")


def _year_ends(match: re.Match[str]) -> str:
    return f"{match['to']}{match['y']}12月"


def _both_parts(match: re.Match[str]) -> str:
    first, second, part = match[1], match[3], match["part"]
    first = first if first.endswith("年") else f"{first}年"
    return f"{first}{part}{match['and']}{second}{part}"


def _each_order(match: re.Match[str]) -> str:
    kinds = match["what"] in "种款" and match["of"] != "货"
    return "平均每单的商品种数" if kinds else "平均每单的销量"


_COUNTED = (
    ("订单", "订单数"),
    ("单", "订单数"),
    ("笔", "订单数"),
    ("客户", "客户数"),
    ("人", "客户数"),
    ("件", "销量"),
)
_RATED = (("差评", "差评数"), ("评价", "评价数"), ("评论", "评价数"))


def _each_day(match: re.Match[str]) -> str:
    span = match["b"] or match["c"] or match["d"]
    each = {"天": "日均", "日": "日均", "周": "周均", "星期": "周均", "月": "月均", "季度": "季均", "年": "年均"}[span]
    told = next((metric for word, metric in (*_RATED, *_COUNTED) if word in match["what"]), "销售额")
    return f"{each}{told}"


def _newest(match: re.Match[str]) -> str:
    return f"每{match['what']}新客数{'从高到低' if match['how'] == '多' else '从低到高'}"


def _kinds(match: re.Match[str]) -> str:
    return f"商品种数{match['op'] or ''}{match['n']}{match['post'] or ''}"


_WRITTEN_OUT: tuple[tuple[re.Pattern[str], Replace], ...] = (
    # 18年头半年, 2018前半年.
    (re.compile(rf"({_YEAR}的?)(?:头|前)半年"), r"\1上半年"),
    (re.compile(rf"({_YEAR}的?)后半年"), r"\1下半年"),
    (re.compile(rf"(?<=年)(的?)头(?=\s*{_DIGIT}+\s*个?(?:月|季度))"), r"\1前"),
    # 前三季: a quarter without its second character.
    (re.compile(rf"({_YEAR}的?)(?:前|头)([二两三])个?季(?!度)"), r"\1前\2季度"),
    (re.compile(r"(?P<all>[一二三四][、,，]?(?:[一二三四][、,，和]?){1,3})季度"), _quarters),
    (re.compile(r"(?P<all>(?<![\d.])[1-4][、,，](?:[1-4][、,，]?){1,3})季度"), _quarters),
    (re.compile(rf"({_YEAR})的?(?:四|4)个季度(?=[各的分逐都每,，]|$)"), r"\1每个季度"),
    (re.compile(rf"({_YEAR})的?(?:十二|12)个月(?=[各的分逐都每,，]|$)"), r"\1每个月"),
    # A range from the first to the last day of months is one of months.
    (
        re.compile(rf"((?:到|至|截至|截止|-|~|—)\s*(?:\d{{2,4}}年)?{_MONTH})(?:底|末)"),
        r"\1",
    ),
    (re.compile(rf"({_MONTH})初(?=\s*(?:到|至|-|~|—))"), r"\1"),
    (re.compile(r"(?P<to>到|至|截至|截止)(?P<y>(?:19|20)\d\d年)(?:底|末)"), _year_ends),
    (re.compile(r"((?:19|20)\d\d年)初(?=\s*(?:到|至|-|~|—))"), r"\g<1>1月"),
    (re.compile(r"\s*(?:→|->|=>)\s*"), "到"),
    # 销售额过2000, 订单破千: what compares, cut short.
    (
        re.compile(rf"(?<=[额量数值分率价])(?:已经|都|能)?(?:过|破|超)(?:了)?(?=\s*{_NUMBER})"),
        "超过",
    ),
    (re.compile(r"(\d+)\s*(?:多|几)\s*(天|个月|周)(?=(?:都|还|也|就|里|内)?(?:没|未|不))"), r"\1\2"),
    (re.compile(rf"({_DIGIT}+\s*(?:天|个月|周|年))(?:以上|多)(?=(?:都|还|也|就)?(?:没|未))"), r"\1"),
    # 吃了多少个一星: the ratings stand for the reviews that gave them.
    (re.compile(r"(多少|几)[个条]([一二两三四五1-5]星)(?![级的]|评|好评|差评|客)"), r"\1条\2评价"),
    # 60天以上（超过60天）没买: said twice, the stricter one is meant.
    (re.compile(r"(\d+天)以上\s*[（(]\s*(超过|大于)\s*\1\s*[)）]\s*(?=(?:都|还)?(?:没|未))"), r"超过\1"),
    (re.compile(r"(没有?|未)再(?=下单|下过单|买|购买|消费|光顾)"), r"\1"),
    (
        re.compile(
            r"(?<![\d一两最])(?:一单|一笔)(?=(?:就|都)?(?:超过|大于|高于|不低于|达到|至少|不少于|低于|不到)\s*\d)"
        ),
        "单笔订单金额",
    ),
    (re.compile(r"(?<=\d)(块|元)?(以上)?的大单"), r"\1\2的订单"),
    # 每个月平均几星: what is an average by itself has no average over months.
    (
        re.compile(
            r"(每(?:天|日|周|个?月|个?季度|年|个星期))平均(?=几[颗星分]|多少[星分]|评分|打分|得分|星级|评价分|客单|订单金额|每单|一单)"
        ),
        r"\1的平均",
    ),
    (re.compile(r"(?<![\d号单户A-Za-z-])(20[0-3]\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?![\dA-Za-z])"), r"\1-\2-\3"),
    (re.compile(r"(?<![\d.])(\d\d)\.(1[0-2]|0?[1-9])月"), r"20\1年\2月"),
    (re.compile(r"(?:新客|新客户|新用户|新顾客)数量?(?=[？?。，,]|$|是多少|有多少|多少)"), "新客有多少"),
    (re.compile(r"高[、,，]?中[、,，]?低(?:三|3)个?(?:档|层|级|等级|档次|价值)(?:别|次)?的?"), "各价值等级的"),
    (re.compile(r"国庆节?(?:七天|7天|黄金周|长假)"), "10月1日到10月7日"),
    # 2017年和2018年上半年: the part of the year is meant of both.
    (
        re.compile(
            rf"((?:19|20)?\d\d年?)(?P<and>的?\s*(?:和|与|跟|、|以及|对比|vs|比)\s*)((?:19|20)?\d\d年)的?"
            rf"(?P<part>[上下]半年|第?[一二三四1-4]季度|Q[1-4]|\d{{1,2}}月?(?:-|到|至|~)\d{{1,2}}月|{_MONTH})",
            re.IGNORECASE,
        ),
        _both_parts,
    ),
    # 平均每单几件, 人均下单几次, 平均每天多少单: an average that is told as a question.
    (re.compile(r"(?<=[出卖买售单掉了过是])几件(?!事)"), "多少件"),
    (
        re.compile(
            r"(?:平均(?:下来)?(?:每|一)(?:单|笔|个订单|笔订单)|每(?:单|笔订单|个订单)平均)(?:会|能|大概|大约|都)?"
            r"(?:买|下|卖|含|有|包含)?(?:了|出)?(?:多少|几)(?P<what>[件个种款])(?P<of>商品|货|东西|产品|货品)?"
        ),
        _each_order,
    ),
    (
        re.compile(
            r"(?:人均|平均(?:下来)?(?:每|一)(?:个|位|名)?(?:客户|人|顾客|用户|买家|会员)"
            r"|(?:每|一)(?:个|位|名)?(?:客户|人|顾客|用户|买家|会员)平均)(?:会|能|大概|大约|都)?(?:下单?|买|购买|下过|有)"
            r"(?:了|过)?(?:几|多少)(?:次|单|笔|回|个订单)"
        ),
        "人均订单数",
    ),
    (re.compile(r"人均(?:消费|花费|花)(?=最[高多低少])"), "人均消费额"),
    (
        re.compile(
            r"(?:平均(?:下来)?(?:每|一)(?:个)?(?P<b>[天日周月年]|星期|季度)|(?:每|一)(?:个)?(?P<c>[天日周月年]|星期|季度)平均"
            r"|(?P<d>[日周月])均)(?:能|会|大概|大约|都|有|下|卖|出|成交|做|来|收到?|进账?|要){0,3}(?:了|过)?(?:多少|几)(?:个|条)?"
            r"(?P<what>订单|单|笔订单|笔|客户|人|件|钱|元|块钱|评价|评论|差评|销售额)"
        ),
        _each_day,
    ),
    (
        re.compile(
            r"平均(?:每?隔?)(?:多久|多长时间|几天|多少天)(?:会|才|就|能)?(?:来|回来)?(?:买|下单|购买|消费|来|下)?"
            r"(?:一次|一回|一单|1次|一趟)"
        ),
        "平均购买间隔天数",
    ),
    (
        re.compile(
            r"(?P<of>订单金额|订单额|预测价值|销售额|消费额|消费金额|消费|单价|评分|购买间隔)的?(?P<a>平均值|均值|平均数|平均|最大值|最小值)"
            r"(?P<and>和|与|、|跟|及|以及|还有)(?P<b>中位数|中值|平均值|均值|最大值|最小值)"
        ),
        r"\g<of>的\g<a>\g<and>\g<of>的\g<b>",
    ),
    (
        re.compile(r"(?:客户|顾客|用户|大家|买家)们?给(.{1,20}?)(?:都|平均)?打了?(?:几|多少)(?:颗)?[分星]"),
        r"\1的平均评分是多少",
    ),
    (
        re.compile(
            r"(?:大家|客户|顾客|用户|买家|人们)们?为(?:什么|啥|何)(?:都|会|老是|总是)?给?(.{1,15}?)打了?(?:这么|那么)?(?:低分?|差评)"
        ),
        r"\1的差评在抱怨什么",
    ),
    (re.compile(r"(?:多少|几)件(?:商品|产品|货品|货|东西)(?=[^里中]|$)"), "多少件"),
    (
        re.compile(
            r"买过(?P<op>超过|至少|不少于|大于|不到|不足)?(?P<n>\d+|[两三四五六七八九十]+)[种款](?P<post>以上|及以上|以下|以内)?"
            r"(?:不同的?)?(?:商品|产品|货品|货)(?=的(?:客户|顾客|人|用户|买家|会员))"
        ),
        _kinds,
    ),
    (re.compile(r"退了?(?:多少|几)(?:单|笔)(?!钱)"), "退货数是多少"),
    (re.compile(r"([45五四])星好评"), r"\1星评价"),
    (re.compile(r"(?<=客户|顾客|用户)(里面?|中|当中)复购[的过了]{0,2}(?=有|多少|几|占)"), r"\1复购客户"),
    # 退过货没, 下过单没有.
    (re.compile(r"(?<=[过货单了])没有?(?=[?？。！]|$)"), "吗"),
    (re.compile(r"新客户?数?最(?P<how>[多少])的(?:是)?(?:哪个)?(?P<what>月|季度|年|周)份?"), _newest),
    (
        re.compile(r"(?:主要)?(?:都)?(?:集中|分布)在哪(?:些|个|几个)?(?P<what>州|国家|城市|渠道|品类|类目|分群)"),
        r"按\g<what>的分布",
    ),
    (re.compile(r"(?:没有?|未)再(?=买|下单|来|消费|购买|下过)"), "没"),
    (re.compile(r"再也?没有?(?=买|下单|来|消费|购买|下过)"), "没"),
    (re.compile(r"谁的(?=[^，。？?,]{2,8}(?:更)?(?:高|低|多|少|大)(?:[一点些]{0,2})(?:[？?，。,]|$))"), "哪个的"),
    (re.compile(r"(\d+)\s*天(?:以上|多)?\s*[（(]\s*(超过|大于)?\s*\1\s*天[^）)]*[）)]"), r"\2\1天"),
    # What-ifs: 来两次，一次80，买完能到多少.
    (re.compile(r"(?<=[,，、])(一|1)([单次笔])(?=\s*\d{2,})"), r"每\2"),
    (
        re.compile(
            r"(?<=[,，、])(?:买完|下完单?|买了(?:以|之)?后|下单(?:以|之)?后|到时候?|之后|那之后)(?:能|会|可以|预计)?"
            r"(?:到|变成|变|变为|涨到|升到|是|值)?多少"
        ),
        "会变成多少",
    ),
    # 光RJ州的呢, RJ州也按同样口径排一下, 这三家, 他们每个人.
    (re.compile(r"(?:(?<=^)|(?<=[，,]))(?:那)?光(?:看|算|说)?(?=[^，,。买卖]{1,12}(?:呢|的))"), "只看"),
    (
        re.compile(
            r"也?(?:按照?|用|以)?(?:同样|一样|相同)的?(?:口径|方法|方式|标准|逻辑|条件|规则)(?:来)?"
            r"(?:再?(?:排|算|统计|看|查|列|来|拉|出))?(?:一下|下|一遍|一次|个|一个)?(?=[？?。！]|$)"
        ),
        "呢",
    ),
    (re.compile(r"这(?:[两俩三四五六七八九十]|\d+)(?:家|位|名)(?:客户|顾客|用户|人)?(?![公店商])"), "这些客户"),
    (re.compile(r"(?<=[他她]们)(?:每个?(?:人|位|家|名)|每一?个)(?:的)?"), "各自的"),
    (re.compile(r"(?<![少个位名过了买单])的(?:人|客户|顾客|用户)们?呢(?=[？?。]|$)"), "的呢"),
    (re.compile(r"预计((?:一共|总共|合计|共|大概|大约)+)(能|会|可以|将)"), r"预计\2\1"),
    (re.compile(r"^(?:用来|拿来)?做[^，,。？?]{1,8}(?:用|使|参考)[，,：:]"), ""),
    # 热水袋系列，品名带…的: the name of a series that is defined right behind.
    (
        re.compile(
            r"(?:(?<=^)|(?<=[，,。：:]))[^，,。：:？?]{1,12}(?:系列|产品线)[：:，,](?=[^，,。]{0,6}(?:品名|名称|名字|商品名)[^，,。]{0,3}(?:带|含|包含|有))"
        ),
        "",
    ),
)


def written_out(question: str) -> str:
    """The question with Chinese short forms in the words that the grammar reads.

    Args:
        question: Cleaned.

    >>> written_out("18年头半年销售额过2000的客户"), written_out("2018年1月到6月底"), written_out("2010年一二三季度")
    ('18年上半年销售额超过2000的客户', '2018年1月到6月', '2010年一季度、二季度、三季度')
    """
    if question.isascii():
        return question
    for pattern, plain in _WRITTEN_OUT:
        question = pattern.sub(plain, question)
    return question
