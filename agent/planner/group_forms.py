"""The forms of questions that suppose something of a group, in English and Chinese; `whom` names the group's words."""

import re
from typing import Final

_NUMBER = r"\d+(?:\.\d+)?"
_PERCENT = (
    rf"(?:{_NUMBER}\s?(?:%|percent|per cent)|half|a quarter|one quarter|a third|one third|all"
    r"|一半|半数|[一二两三四五六七八九]成)"
)
_JOINT = r"(?:,\s?and|,|、|，|/|and|or|versus|vs\.?|和|与|或|及|还是)"
# Several shares are several scenarios: 10%, 20% and 30%; the sign may stand after the last only.
_SHARES = rf"(?P<shares>(?:(?:{_NUMBER}|{_PERCENT})\s?{_JOINT}\s?)*{_PERCENT})"
_BEST = r"(?:(?:the |our )?(?P<best>best|top|most valuable|most promising) )?"
_OF = r"(?: of)?(?: (?:all|the|our|my|those|these|all the|all our))*(?: (?:segment|group|tier)(?: of)?)?"
_ALL = r"(?:all |the |our |every |each |whole )*"

_SUPPOSE = (
    r"(?:(?:what (?:if|happens if|happens when|would happen if|will happen if|changes if|would it bring (?:us )?if"
    r"|do we (?:gain|lose|win) (?:if|by)|would we (?:gain|lose|win) (?:if|by))"
    r"|how (?:much )?(?:more )?(?:would|do|could|will) we (?:gain|earn|make|lose|get|win) (?:if|by)"
    r"|suppose(?: that)?|assume(?: that)?|assuming|imagine(?: that)?|simulate|let's say|say|if"
    r"|what is the effect of|what would be the effect of|the effect of|what about|how about"
    r"|compare(?: the effect of)?|scenarios?:?)\s)"
)
_WE = r"(?:(?:we|i|you|our team) (?:could |can |would |manage to |managed to |were to )?)?"
_TAIL = (
    r"(?:,? (?:what (?:happens|changes|would happen|then)(?: to (?:our |the )?(?:predicted |expected )?value)?"
    r"|how much (?:more |less )?(?:would|do|will|could) (?:we|they|it) (?:gain|earn|make|lose|get|bring|be worth)"
    r"(?: then)?|what is (?:the|their) (?:total )?(?:predicted |expected )?value(?: then)?|then what|side by side))?"
)
_AGAIN = r"(?:come|came|coming|return|returned|order|ordered|buy|bought|shop|shopped)"
_BASKET = (
    r"(?:average order values?|order values?|aov|average baskets?|baskets?|basket (?:size|value)s?"
    r"|spend(?:ing)? per order)"
)
_UP = (
    r"(?:ris(?:es?|ing)|rose|go(?:es)? up|went up|grow(?:s)?|grew|grown|increas(?:es?|ed|ing)|climb(?:s|ed)?"
    r"|(?:is|are|was|were|gets?) (?:raised|higher|up))"
)
_DOWN = (
    r"(?:fall(?:s)?|fell|drop(?:s|ped)?|go(?:es)? down|went down|declin(?:es?|ed)|decreas(?:es?|ed|ing)|shrink(?:s)?"
    r"|shrank|(?:is|are|was|were|gets?) (?:lowered|lower|cut|down))"
)
_RAISE = r"(?:rais(?:e|ed|ing)|increas(?:e|ed|ing)|lift(?:ed|ing)?|grow(?:ing)?|boost(?:ed|ing)?)"
_CUT = r"(?:lower(?:ed|ing)?|cut(?:ting)?|reduc(?:e|ed|ing)|decreas(?:e|ed|ing))"
_WIN = (
    r"(?:w[io]n(?:ning)? back|win-back|get(?:ting)? back|bring(?:ing)? back|recover(?:ed|ing)?"
    r"|re-?activat(?:e|ed|ing)|re-?engag(?:e|ed|ing)|regain(?:ed|ing)?)"
)
_WON = r"(?:are|were|is|could be|can be) (?:won back|reactivated|recovered|regained)"
_LOSE = r"(?:los(?:e|ing)|lost)"
_LEAVE = (
    r"(?:leave|left|leaving|churn(?:ed|ing)?|go away|went away|stop buying|stopped buying|quit|are lost|were lost"
    r"|is lost|was lost|disappear(?:ed)?)"
)
_DAYS = (
    r"(?:for|in)(?: the next| another)? (?P<count>\d+|a|one|two|three|six|half a) ?"
    r"(?P<unit>days?|weeks?|months?|quarters?|years?)"
)
_NOTHING = (
    r"(?:(?:buy|bought|order|ordered|purchase) nothing"
    r"|(?:do not|don't|did not|didn't) (?:buy|order|purchase)(?: anything)?)"
)
_MORE = (
    r"(?P<orders>\d+|an?|one|two|three|four|five|another)(?: more| further| additional| extra)* (?:orders?|purchases?)"
    r"(?: more| each)*"
)
_EACH = r"(?: (?:per|each|an|on each|every)(?: order)?)?"
_OWN = r"(?P<whom>.+?)(?:['’]s?)?"

_ENGLISH: Final = (
    ("win_back", rf"{_WE}{_WIN} {_BEST}{_SHARES}{_OF} (?P<whom>.+?)"),
    ("win_back", rf"{_WE}(?:win|won|winning|get|bring|getting|bringing) {_BEST}{_SHARES}{_OF} (?P<whom>.+?) back"),
    ("win_back", rf"{_BEST}{_SHARES}{_OF} (?P<whom>.+?) (?:would |do |will )?{_AGAIN} (?:back|again)"),
    ("win_back", rf"{_BEST}{_SHARES}{_OF} (?P<whom>.+?) {_WON}"),
    ("up", rf"(?:the )?{_BASKET} of{_OF}(?P<whom> .+?) {_UP}(?: by)? {_SHARES}(?: higher| more)?"),
    ("down", rf"(?:the )?{_BASKET} of{_OF}(?P<whom> .+?) {_DOWN}(?: by)? {_SHARES}(?: lower| less)?"),
    ("up", rf"{_ALL}{_OWN} {_BASKET} {_UP}(?: by)? {_SHARES}"),
    ("down", rf"{_ALL}{_OWN} {_BASKET} {_DOWN}(?: by)? {_SHARES}"),
    ("up", rf"{_WE}{_RAISE} (?:the )?{_BASKET} (?:of|for){_OF}(?P<whom> .+?) by {_SHARES}"),
    ("down", rf"{_WE}{_CUT} (?:the )?{_BASKET} (?:of|for){_OF}(?P<whom> .+?) by {_SHARES}"),
    ("up", rf"{_WE}{_RAISE} {_ALL}{_OWN} {_BASKET} by {_SHARES}"),
    ("down", rf"{_WE}{_CUT} {_ALL}{_OWN} {_BASKET} by {_SHARES}"),
    ("up", rf"{_ALL}(?P<whom>.+?) (?:spend|spent|paid|pay) {_SHARES} more{_EACH}"),
    ("down", rf"{_ALL}(?P<whom>.+?) (?:spend|spent|paid|pay) {_SHARES} less{_EACH}"),
    ("lose", rf"{_WE}{_LOSE} {_BEST}{_SHARES}{_OF} (?P<whom>.+?)"),
    ("lose", rf"{_BEST}{_SHARES}{_OF} (?P<whom>.+?) {_LEAVE}"),
    ("lose_all", rf"{_WE}{_LOSE}{_OF}(?: whole| entire)?(?: (?:segment|group|tier)(?: of)?)?(?P<whom> .+?)"),
    ("lose_all", rf"{_ALL}(?P<whom>.+?) (?:all |would |will )?{_LEAVE}"),
    ("silent", rf"{_ALL}(?P<whom>.+?) (?:all )?{_NOTHING} {_DAYS}"),
    ("orders", rf"{_ALL}(?P<whom>.+?) (?:each |all |would )?(?:place[sd]?|makes?|made|order(?:s|ed)?|had) {_MORE}"),
)
_SUPPOSE_ZH = (
    r"(?:(?:如果|假如|假设|要是|倘若|若是?|假使|万一|模拟(?:一下|下)?|设想|测算(?:一下)?|试算(?:一下)?"
    r"|比较(?:一下)?|对比(?:一下)?|情景[:：]?)[,，]?)"
)
_WE_ZH = r"(?:我们|咱们)?(?:能够?|可以|成功)?"
_WIN_ZH = r"(?:挽回|召回|赢回|唤回|唤醒|激活|拉回|找回|挽留)了?"
_WON_ZH = r"(?:被|能)?(?:挽回|召回|赢回|唤回|唤醒|激活|拉回|回流|回来|复购)了?"
_BEST_ZH = r"(?:(?P<best>最有价值|价值最高|最好|最优质)的?)?"
_BASKET_ZH = r"(?:平均)?(?:客单价|订单金额|每单金额|订单价值|每单消费|订单均价)"
_UP_ZH = r"(?:都|能|如果)?(?:提高|提升|上升|增加|上涨|增长|涨|升|高出?)了?"
_DOWN_ZH = r"(?:都|如果)?(?:下降|降低|减少|下跌|下滑|跌|降|低)了?"
_LOST_ZH = r"(?:流失|走|跑|离开|没)(?:了|掉|光)*"
_MANY_ZH = r"(?:全部的?|所有的?|整个|全体|每[个位])?"
_GROUP_ZH = r"(?:分群|客群|群体|分层|细分)?"
_DAYS_ZH = r"(?P<count>\d+|[一二两三六半])个?(?P<unit>天|日|周|星期|月|季度|年)(?:之内|内|里)?"
_NOTHING_ZH = r"都?(?:不|没有?|未)再?(?:购买|下单|买|消费)(?:任何)?(?:东西)?"
_MUCH_ZH = r"(?:损失|增加|减少|赚|带来|值|变化|提高|降低|影响|提升|挽回)"
_TAIL_ZH = (
    r"(?:[,，]?\s?(?:那么?)?(?:总?(?:预测|预期)?价值|结果|效果|整体)?(?:将会|会|能|将)?"
    r"(?:怎样|怎么样|如何|怎么变化?|变成多少|是多少|有多少|有什么(?:变化|影响|效果)|发生什么"
    rf"|[多少]?{_MUCH_ZH}(?:多少|多大)(?:预测|预期)?(?:价值)?|多少))?(?:的话)?"
)

_CHINESE: Final = (
    ("win_back", rf"{_WE_ZH}{_WIN_ZH}{_BEST_ZH}{_SHARES}的?(?P<whom>.+?)"),
    ("win_back", rf"{_WE_ZH}把?{_MANY_ZH}(?P<whom>.+?)(?:当中|里面|中|里)?的?{_SHARES}{_WON_ZH}"),
    ("win_back", rf"{_WE_ZH}[把将]?(?P<whom>.+?){_WIN_ZH}{_SHARES}"),
    ("up", rf"(?:{_WE_ZH}[把将让使])?{_MANY_ZH}(?P<whom>.+?)的?{_BASKET_ZH}{_UP_ZH}{_SHARES}"),
    ("down", rf"(?:{_WE_ZH}[把将让使])?{_MANY_ZH}(?P<whom>.+?)的?{_BASKET_ZH}{_DOWN_ZH}{_SHARES}"),
    ("lose", rf"{_WE_ZH}(?:失去|流失|丢失|丢掉|损失)[了掉]?{_BEST_ZH}{_SHARES}的?(?P<whom>.+?)"),
    ("lose", rf"(?P<whom>.+?)(?:当中|中|里)?[的有]?{_SHARES}[会都]?{_LOST_ZH}"),
    ("lose", rf"(?P<whom>.+?)流失[了掉]?{_SHARES}"),
    ("lose_all", rf"{_WE_ZH}(?:失去|丢失|丢掉)[了掉]?{_MANY_ZH}{_GROUP_ZH}(?P<whom>.+?){_GROUP_ZH}"),
    ("lose_all", rf"{_MANY_ZH}(?P<whom>.+?)(?:全部|全都|都|全)会?{_LOST_ZH}"),
    ("silent", rf"{_MANY_ZH}(?P<whom>.+?)[都在]?(?:接下来|未来)?{_DAYS_ZH}{_NOTHING_ZH}"),
    (
        "orders",
        rf"{_MANY_ZH}(?P<whom>.+?)(?:每个人|每人|各自|各|都)*[再多][下买来](?P<orders>[一两二三四五]|\d+)(?:单|次|笔订单|笔)",
    ),
)

FORMS: Final = tuple(
    (what, re.compile(rf"(?P<lead>{lead})?{form}(?P<tail>{tail})", re.IGNORECASE))
    for lead, forms, tail in ((_SUPPOSE, _ENGLISH, _TAIL), (_SUPPOSE_ZH, _CHINESE, _TAIL_ZH))
    for what, form in forms
)
SHARE: Final = re.compile(rf"{_PERCENT}|{_NUMBER}", re.IGNORECASE)
# A turn that only names other shares, or the best instead of a draw.
SHARES_AGAIN: Final = re.compile(
    r"(?:and |or |what about |how about |what if it (?:is|was|were) |with |那么?|换成|改成|如果是?)*"
    rf"{_SHARES}(?:呢| instead|的话)?",
    re.IGNORECASE,
)
BEST_AGAIN: Final = re.compile(
    r"(?:and |what about |how about |what if (?:we take )?|with |only )*(?:the |our )?(?:best|most valuable)"
    r"(?: ones| customers| of them)?(?: instead)?"
    r"|(?:那么?|换成|改成|如果是?|只|挽回)*最(?:好|有价值|优质)的(?:那些|客户|一批)?呢?",
    re.IGNORECASE,
)
HORIZON: Final = re.compile(
    r",?\s?(?:(?:over|in|within|for|during) the (?:next|coming|following) (?P<days>\d{1,4}) days"
    r"|[（(]?(?:未来|接下来)(?P<zh>\d{1,4})天内?(?:的价值)?[）)]?$)",
    re.IGNORECASE,
)
CHART: Final = re.compile(r",? ?(?:as a (?:bar )?chart|in a chart|用图表?(?:展示|表示)|画[个一]?张?图)", re.IGNORECASE)
EVERYBODY: Final = re.compile(
    r"(?:all |the |our |every |each |of )*(?:customers?|clients?|everybody|everyone|people)"
    r"|(?:全部|所有|每[个位]|全体|我们)*的?(?:客户|顾客|用户|人)",
    re.IGNORECASE,
)
