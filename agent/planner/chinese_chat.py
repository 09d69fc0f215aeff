"""Spoken Chinese, as typed in WeChat and 飞书, said as the grammar reads it: 退货剔掉, 全跑了, 带上80%区间."""

import re

from agent.planner.chinese_ranks import RANKED
from agent.planner.rewriting import Rules, rewritten

# Returned goods left out, in either order: 退货剔掉, 不含退货.
_LEFT_OUT = r"剔掉|剔除|剔了|不算|不计|不含|别算|不要算|去掉|除外|刨掉|刨除|抛开|排除|不包括|不包含"
_GONE = r"(?:全部?|全都|都|通通|统统|一个都|一个也)(?:跑|流失|走|丢|不来|不回来|不再来|没|不买)(?:光|掉|完)?了?"
_LOST = re.compile(
    r"(?:我们|咱们?)?[就会要将得大概能]*(?:损失|少赚|少收|亏|丢|少)(?:掉|了)?多少(?:钱)?(?:的)?(?:预测价值|价值)?"
    r"(?:[（(]按(?:照)?预测价值(?:来)?算?[）)])?"
)
# Returned goods are left out of money only: who counts orders without them is asked what is meant.
_MONEY = re.compile(
    r"[额价钱]|收入|营收|营业|流水|卖了|净|消费|客单|花了|GMV|业绩|中位数|均值|p50|平均每?一?单", re.IGNORECASE
)


def _net(match: re.Match[str]) -> str:
    return "扣掉退货" if _MONEY.search(match.string) else match.group()


def _without_them(match: re.Match[str]) -> str:
    """What is lost with customers who all leave is what is expected of them: 假如这些人全跑了，会损失多少预测价值."""
    rest, told = _LOST.subn("预测价值合计是多少", match["rest"])
    return f"{match['who']}的{rest.lstrip('，, ')}" if told else match.group()


def _said_again(match: re.Match[str]) -> str:
    return "" if re.search(r"今年|去年|前年", match.string[: match.start()]) else match.group()


def _heavy(match: re.Match[str]) -> str:
    """退货大户: who sends back the most, by money where nothing else is said."""
    goods = match["by"] in ("次数", "件数", "单数")
    if match["did"] == "退货":
        return f"{'退货数' if goods else '退货金额'}最高的客户"
    return f"{'订单数' if goods else '销售额'}最高的客户"


_SPOKEN: Rules = (
    (
        re.compile(
            r"(?:(?:做|按)个?最坏(?:的)?(?:打算|情况)(?:算|看|来)?[，,：:]\s*)?(?:假如|如果|要是|万一|假设|倘若)?"
            rf"(?P<who>[^，,。？?]{{2,40}}?){_GONE}(?P<rest>[，,].*)$"
        ),
        _without_them,
    ),
    (
        re.compile(
            r"(?<![A-Za-z0-9])P50(?![\d])|(?<![A-Za-z0-9.])50\s*分位数?|第?50百分位数?|五十分位数?", re.IGNORECASE
        ),
        "中位数",
    ),
    (
        re.compile(
            r"[，,、（(]?\s*(?:因为|毕竟)?(?:均值|平均值?|平均数)(?:会|都|容易|老|总|一直)*被[^，,。？?]{1,10}"
            r"(?:拉|带|搞|拖|撑|抬)(?:偏|高|飞|歪|低|大|走|跑)了?(?:[，,]?不准)?[）)]?"
        ),
        "",
    ),
    (
        re.compile(
            rf"退(?:货|款)的?(?:部分|订单|单|金额)?(?:都|也|就|要|全|全部|先|得)*(?:{_LEFT_OUT})(?:的|了|掉)?(?![^，。？?]*(?:客户|的人))"
        ),
        _net,
    ),
    (
        re.compile(
            rf"(?:把)?(?:{_LEFT_OUT}|除去|除掉|不要|不包)(?:了)?退(?:货|款)(?:的)?(?:部分|金额|那部分)?(?![过率订单客数])"
        ),
        _net,
    ),
    (re.compile(r"净(?:卖|收|买|做|花|消费|入|销)(?:了|出)?多少(?:钱|元|块)?"), "净销售额是多少"),
    (re.compile(r"(?:贡献|带来|产生)了?多少(?P<what>净(?:销售额|额|营收|收入|营业额))"), r"\g<what>是多少"),
    (
        re.compile(r"(?<![订单件条个])(?:做|干|卖|收|进账)了(?:多少)(?:钱|业绩|流水)?(?=[，,。？?（(；;]|$)"),
        "销售额是多少",
    ),
    (
        re.compile(
            r"(?:(?:总共|一共|合计|共)?(?:能|会|可以|将)?(?:总共|一共|合计|共)?)(?:带来|贡献|花|消费)多少(?:钱|收入|价值)?\s*[（(]\s*(?:按)?预测(?:值|的|价值)?(?:算)?\s*[)）]"
        ),
        "预测价值合计是多少",
    ),
    (re.compile(r"预测(?:的)?(?:加总|总和|合计|总额|总值|总计|汇总)(?!价值|订单)"), "预测价值合计"),
    (re.compile(r"每单(?:金额|消费|花费)?的?(?=中位数)"), "订单金额的"),
    # 只买过一次的占几成: customers are meant.
    (
        re.compile(
            r"(?P<who>(?:只|就|仅)?(?:买|下|来|购买|消费|复购|光顾)(?:过|了)?[^，,。？?的买下来购]{1,8}的)(?=占|有多少(?![单笔订件])|有几个|多少人|比例)"
        ),
        r"\g<who>客户",
    ),
    (re.compile(r"一个?(?:周|星期|礼拜)(?:里面?|中|内|当中)?的?(?:哪一?天|周几|星期几)"), "星期几"),
    (re.compile(r"(?<=得)最(?:狠|凶|厉害|猛)的?(?=[，,。？?]|$|[商品国州渠客])"), "最多"),
    (
        re.compile(
            r"(?P<d>(?:周|星期|礼拜)[一二三四五六日天末])(?:到底|究竟)?有没有(?:生意|单子?|人(?:买|下单)|订单)[，,]\s*"
        ),
        r"\g<d>的",
    ),
    (re.compile(r"哪国(?:的|人)?(?!家)"), "哪个国家"),
    # 国内订单中小程序占比: the whole is said before 中.
    (re.compile(r"(?<=[单户额人量])中(?=[^，,。？?]{1,10}占)"), "里，"),
    # 退货大户是谁，按金额.
    (
        re.compile(
            r"(?P<did>退货|消费|购买|花钱)大户(?:是谁|是哪个|有谁)?(?:[，,]?按(?P<by>金额|钱|次数|件数|单数)(?:算|看|排|来)?)?"
        ),
        _heavy,
    ),
    (re.compile(r"下单(?:的)?(?=占(?:比|几成|多少|了|总|全|百)|比例)"), "订单数"),
    # 黑五那天卖了多少，17年: a day of the year said last.
    (
        re.compile(
            r"^(?P<day>(?:双十?[一二12]{1,2}|618|六一八|黑五|圣诞节?|元旦|情人节|国庆)[^年]*?)[，,]\s*(?P<y>(?:20)?\d\d年|今年|去年|前年)的?(?P<end>[？?。]?)$"
        ),
        r"\g<y>\g<day>\g<end>",
    ),
    (re.compile(r"啥时候?(?!节)"), "什么时候"),
    # What one customer will do next: 接下来预计会下几单、花多少钱；大概几号.
    (
        re.compile(
            r"(?:接下来|往后|后面|将来|未来|下一?阶段)(?:这?一?段时间|这阵子)?(?:预计|预测|估计|大概|大约)?(?:还|再)?(?:会|能|可能)?(?:还|再)?"
            r"(?:下|买|来)(?:几|多少)[单次笔](?:订单)?(?:[、，,和]\s*(?:大概|大约|预计|能|会)*花多少(?:钱)?)?"
        ),
        "预测订单数和预测价值是多少",
    ),
    (
        re.compile(
            r"(?P<will>(?:还会|会不会|会再|回购|再买|再来|下次)[^？?]*[，,、])(?:大概|大约|预计|估计)(?:是|在|会在)?(?:几号|哪天|什么时候|哪一天)"
        ),
        r"\g<will>预计下次下单是哪天",
    ),
    # 半年（180天）: the same time said twice.
    (
        re.compile(
            r"(?:半年|一年|[一二两三四五六\d]+个?(?:季度|月|周|星期))\s*[（(]\s*(?:即|约|也就是|就是|共|按)?\s*(\d+)\s*天(?:算)?\s*[)）]"
        ),
        r"\1天",
    ),
    (
        re.compile(
            r"(\d+天)\s*[（(]\s*(?:即|约|也就是|就是|大概)?(?:半年|一年|[一二两三四五六\d]+个?(?:季度|月|周|星期))\s*[)）]"
        ),
        r"\1",
    ),
    # 去年11月和前年11月（25年和24年）: the years said again.
    (re.compile(r"(?<=.)[（(](?:\d\d)?\d\d年?(?:和|、|跟|与|,|，)(?:\d\d)?\d\d年[)）](?=.*$)"), _said_again),
    (re.compile(r"(最近|近|过去|未来|接下来)(?:的)?这(?=\s*[\d一二两三四五六七八九十半]+\s*个?[天日周月年季])"), r"\1"),
    # 带上80%区间, 上下限都要: a forecast is told with them.
    (
        re.compile(
            r"(?:80\s*%|百分之八十|八成)的?(?:预测|置信|可信|把握|概率)?的?(?:区间|范围|上下限|上下界)(?:的?上下限|的?上下界)?"
        ),
        "区间",
    ),
    (re.compile(r"(?:上限(?:和|、|与|跟)?下限|下限(?:和|、|与|跟)?上限|区间上下限|(?<!区间)上下[限界])"), "区间"),
    (re.compile(r"(?:全|整个|所有|全部)(?:系列|款式|型号|版本|规格)|(?:所有|全部|各|每个)款(?!式|项)"), "全部"),
    (re.compile(r"[（(]\s*全部(?:都)?(?:加起来|合计|加总|合起来|一起算?|算一起|加一起)?\s*[)）]"), ""),
    (
        re.compile(
            r"(?:原本|本来|应该|本该|原来|照理|按理)?该?(?:总共|一共|共)?(?:有|是|含|包含)(?:着|了)?(?:几|多少)[款种样](?:不同的?)?(?:货|商品|东西|产品)(?:啊|呀|呢|来着)?"
        ),
        "有多少种商品",
    ),
    (
        re.compile(
            r"每[样种个款件](?:货|商品|东西)?(?:都是|各|是|分别)?(?:几|多少)[件个](?:[、，,和]?\s*(?:各|分别)?多少钱)?"
        ),
        "商品明细",
    ),
    # 法国那批客户, …的那批人: named right before, so nobody spoken of earlier is meant.
    (re.compile(r"(?<=[国洲省州市区群档级类道店])[那这](?:一)?[批帮拨群波](?=客户|人|顾客|用户|买家)"), "的"),
    (
        re.compile(
            r"(?<!面)(?<!刚才)(?<!刚刚)(?<!上次)(?<!之前)(?<!上述)(?<!说)(?<!提到)(?<!列)(?<!查)(?<!出来)的"
            r"[那这](?:一)?[批帮拨群波](?:人|客户|顾客|用户|买家)"
        ),
        "的客户",
    ),
    # 谁快凉了？活跃概率不到五成的: what is meant by it is said right behind.
    (
        re.compile(
            r"(?P<in>[里中]?)(?:有)?谁(?:快|要|快要|可能)(?:凉|黄|跑|溜|流失|丢|走|没|挂)(?:掉|路)?了?[？?，,：:]\s*(?=[^？?]*(?:活跃)?概率)"
        ),
        r"\g<in>",
    ),
    (
        re.compile(
            r"(?:挑|选|摘|抄|截|贴|拎|扒|来|给|找|拉)(?:出|个|我)?(?:几|两三?|一两|三五?)条(?=[^，,。？?]*(?:评|原[文话]))"
        ),
        "看看",
    ),
    (re.compile(r"(?<![爱欢常老])(?:都|里面)?(?<![爱欢常老])买(?:了|的)?(?:点|些)?啥(?![品类商款])"), "买了什么"),
    (re.compile(r"接了(?=多少|几)|(?<=[们店家])接(?:到|下)?了(?=\d|多少|几)"), "有"),
)


def plainly(question: str) -> str:
    """The question with its spoken turns in the words that the grammar reads.

    Args:
        question: Cleaned.

    >>> plainly("德法对比"), plainly("销售额前五，按高到低排"), plainly("退货剔掉的销售额")
    ('德国和法国对比', '销售额前五，从高到低', '扣掉退货销售额')
    """
    if question.isascii():
        return question
    return rewritten(question, (*RANKED, *_SPOKEN))
