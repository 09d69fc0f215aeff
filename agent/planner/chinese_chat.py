"""Spoken Chinese, as typed in WeChat and 飞书, said as the grammar reads it: 德法对比, 按高到低排, 退货剔掉, 全跑了."""

import re
from collections.abc import Callable

# Returned goods are left out of money only: who counts orders without them is asked what is meant.
_MONEY = re.compile(
    r"[额价钱]|收入|营收|营业|流水|卖了|净|消费|客单|花了|GMV|业绩|中位数|均值|p50|平均每?一?单", re.IGNORECASE
)
Replace = str | Callable[[re.Match[str]], str]

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
# Returned goods left out, in either order: 退货剔掉, 不含退货.
_LEFT_OUT = r"剔掉|剔除|剔了|不算|不计|不含|别算|不要算|去掉|除外|刨掉|刨除|抛开|排除|不包括|不包含"
_GONE = r"(?:全部?|全都|都|通通|统统|一个都|一个也)(?:跑|流失|走|丢|不来|不回来|不再来|没|不买)(?:光|掉|完)?了?"
_LOST = re.compile(
    r"(?:我们|咱们?)?[就会要将得大概能]*(?:损失|少赚|少收|亏|丢|少)(?:掉|了)?多少(?:钱)?(?:的)?(?:预测价值|价值)?"
    r"(?:[（(]按(?:照)?预测价值(?:来)?算?[）)])?"
)


def _lands(match: re.Match[str]) -> str:
    letters = match["lands"]
    return "和".join(_LANDS[letter] for letter in letters) if len(set(letters)) == len(letters) else match.group()


def _without_them(match: re.Match[str]) -> str:
    """What is lost with customers who all leave is what is expected of them: 假如这些人全跑了，会损失多少预测价值."""
    rest, told = _LOST.subn("预测价值合计是多少", match["rest"])
    return f"{match['who']}的{rest.lstrip('，, ')}" if told else match.group()


_BY_DEED = {"花": "销售额", "做": "销售额", "贡献": "销售额", "买": "订单数", "退": "退货数"}


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


def _net(match: re.Match[str]) -> str:
    return "扣掉退货" if _MONEY.search(match.string) else match.group()


def _listed(match: re.Match[str]) -> str:
    return f"{match['most']}{match['n']}个{match['what'].rstrip('，, ')}"


def _said_again(match: re.Match[str]) -> str:
    return "" if re.search(r"今年|去年|前年", match.string[: match.start()]) else match.group()


_SPOKEN: tuple[tuple[re.Pattern[str], Replace], ...] = (
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
    (
        re.compile(
            r"(?:(?:做|按)个?最坏(?:的)?(?:打算|情况)(?:算|看|来)?[，,：:]\s*)?(?:假如|如果|要是|万一|假设|倘若)?"
            rf"(?P<who>[^，,。？?]{{2,40}}?){_GONE}(?P<rest>[，,].*)$"
        ),
        _without_them,
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
    (re.compile(r"(?<=[个款些种的])品(?![类牌种质项味相])"), "商品"),
    (re.compile(r"(?:最后|到底|究竟)?(?:是)?(?:谁|哪个|哪边|哪一个)(?:更)?(?:赢了?|胜出|厉害|猛|牛|占上风)"), "谁更高"),
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
    (re.compile(r"(?:都|里面)?买(?:了|的)?(?:点|些)?啥(?![品类商款])"), "买了什么"),
    (re.compile(r"接了(?=多少|几)|(?<=[们店家])接(?:到|下)?了(?=\d|多少|几)"), "有"),
    (
        re.compile(
            r"^(?!.*(?:国家|州|城市|渠道|客户|商品|产品|[几款]款|月份|谁|地区|分群|单品|SKU))(?P<a>.*(?:品类|类目|类)[^，,。]*?)"
            rf"(?:TOP|top|Top|前)\s*(?P<n>{_COUNT})(?:名|个|位)?(?=[，,。？?]|$)"
        ),
        r"\g<a>前\g<n>的商品",
    ),
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
    for pattern, plain in _SPOKEN:
        question = pattern.sub(plain, question)
    return question
