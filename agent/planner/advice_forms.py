"""The forms of questions about what to do, in English and Chinese; `whom` names the words that say for whom."""

import re
from typing import Final

# English and Chinese words of the actions, as they stand where somebody asks for customers of one.
_WON = r"w[io]n(?:ning)? (?:them )?back|win-back|re-?activat\w+|re-?engag\w+|re-?gain\w*"
_VERBS: Final[dict[str, str]] = {
    "win_back": rf"{_WON}|挽回|召回|唤回|赢回|唤醒",
    "reward": r"reward\w*|thank\w*|give (?:a )?rewards? to|回馈|奖励|答谢",
    "cross_sell": r"cross-? ?s(?:ell|old|elling)(?: to)?|交叉销售",
    "upsell": r"up-? ?s(?:ell|old|elling)(?: to)?|向上销售|升级销售|追加销售",
    "nurture": r"nurtur\w*|培育|培养",
    "service_priority": r"(?:service|care) priority|priority (?:service|care)|prioriti[sz]e[d]? in service"
    r"|serve[d]? first|优先服务|优先处理|优先跟进|重点服务",
    "leave_alone": r"leave alone|left alone|left in peace|not (?:be )?(?:contact|bother|disturb)(?:ed)?"
    r"|(?:暂)?(?:不用|不必|不要|不该|不应该?|不需要|无需|别|不)去?(?:打扰|联系|触达)",
}
SAID = re.compile("|".join(f"(?P<{key}>{words})" for key, words in _VERBS.items()), re.IGNORECASE)
# To contact somebody is no action of its own: whichever pays.
_CONTACTED = (
    r"contact(?:ed)?|target(?:ed)?|approach(?:ed)?|address(?:ed)?|reach(?:ed)? out to|mail(?:ed)?|call(?:ed)?|write to"
    r"|联系|触达|营销|发短信给?|打电话给?"
)
_ANY = "|".join((*_VERBS.values(), _CONTACTED))

_WE = r"(?:we|i|you|one|our team)"
_SHOULD = r"(?:should|can|could|shall|must|would|do|ought to)"
_ABOUT = r"(?:about|with|for|on|regarding|to|towards)"
_BEST = r"(?:next[- ]best|best next|next|best|recommended|suggested|right|most useful)"
_ENGLISH: Final = (
    rf"what (?:else )?(?:{_SHOULD} {_WE}(?: best)? do|to do)(?: (?:next|now|best))?(?: {_ABOUT} (?P<whom>.+?))?"
    r"(?: next| now)?",
    rf"(?:what(?:'s|’s| is| are) |tell me |give me |show me |suggest |recommend )*(?:the |a |an |our )?(?:{_BEST} )+"
    rf"(?:actions?|steps?|moves?|measures?)(?: {_ABOUT}(?: take {_ABOUT})? (?P<whom>.+?))?",
    r"(?:which|what) (?:actions?|measures?|steps) (?:(?:do|would) you (?:recommend|suggest|advise|take)"
    rf"|{_SHOULD} {_WE} take"
    rf"|(?:are|is) (?:recommended|suggested|best|right)|make sense|fits?)(?: {_ABOUT} (?P<whom>.+?))?",
    rf"how {_SHOULD} {_WE} (?:best )?(?:treat|handle|deal with|approach|take care of|look after) (?P<whom>.+?)",
    rf"(?:recommend|suggest|propose|plan)(?: me| us)? (?:an? |some |the )?(?:{_BEST} )?actions?"
    rf"(?: {_ABOUT} (?P<whom>.+?))?",
    rf"what (?:do|would|can) you (?:recommend|suggest|advise)(?: us| me)?(?: to do)?(?: {_ABOUT} (?P<whom>.+?))?",
    r"(?:an? |the |make an? |give me an? )?(?:action plan|plan of action) (?:for|with) (?P<whom>.+?)",
    r"(?:(?:do you have|have you got|is there|are there) )?(?:any|some) "
    rf"(?:advice|suggestions?|recommendations?|ideas?)(?: {_ABOUT} (?P<whom>.+?))?(?: (?:for|on) what to do)?",
    r"(?:what|how|where)(?:'s|’s| is)?(?: do we go)?(?: from here| next| now)",
    rf"what(?:'s|’s| is)? (?:next|now) {_ABOUT} (?P<whom>.+?)",
    r"now what",
    rf"how {_SHOULD} {_WE} (?:best )?(?:proceed|go on|move on|continue|react|respond|act)(?: {_ABOUT} (?P<whom>.+?))?"
    r"(?: next| now)?",
)
_ABOUT_ZH = r"(?:对于|针对|关于|对|给|为|向|就)?"
_OUGHT = r"(?:应该|应当|应|该|需要|可以|最好|值得|要|能)?"
_NEXT = r"(?:下一步|接下来|往下|现在|今后)?"
_DEED = r"(?:行动|动作|措施|举措|对策|策略|办法)"
_CHINESE: Final = (
    rf"(?:建议|推荐)?{_NEXT}(?:我们)?{_OUGHT}{_ABOUT_ZH}(?P<whom>.*?)(?:我们)?{_NEXT}的?{_OUGHT}(?:采取|执行|安排|用|有|做)"
    rf"(?:什么|哪些|怎样的?|何种|哪种)(?:样的)?(?:最佳)?{_DEED}(?:好|比较好|最好)?",
    rf"{_NEXT}(?:我们|我)?{_OUGHT}{_ABOUT_ZH}(?P<whom>.*?)(?:我们|我)?{_NEXT}(?:我们|我)?{_OUGHT}"
    r"(?:怎么办|怎么做|做什么|做点什么|做些什么|如何处理|怎么处理|怎么对待|如何对待|怎么维护|如何维护|怎么跟进|如何跟进)好?",
    rf"{_ABOUT_ZH}(?P<whom>.*?)的?(?:下一步|最佳)(?:的)?(?:最佳)?{_DEED}(?:建议)?(?:是什么|有哪些|是啥|是哪些)?",
    rf"{_ABOUT_ZH}(?P<whom>.*?)(?:有什么|有哪些|有没有什么?|有何|给出|给些|给点)(?:行动|措施|跟进)?(?:好的?)?(?:建议|对策|办法)",
    rf"(?:我们|我)?{_OUGHT}{_ABOUT_ZH}(?P<whom>.*?){_NEXT}(?:我们|我)?{_OUGHT}(?:采取|用)(?:点|些)?(?:什么|哪些|何种){_DEED}",
    r"(?:那|所以)?(?:接下来|下一步|下步)(?:呢|是什么|(?:该|应该|要|可以)?怎么走)?",
)
_SERVICE: Final = (
    rf"(?:which|what) (?:service level|level of service|service tier)(?: {_SHOULD}| does)? (?P<whom>.+?)"
    r"(?: (?:get|need|have|deserve|receive|be given))?",
    rf"{_OUGHT}{_ABOUT_ZH}(?P<whom>.+?){_OUGHT}(?:给|享受|用|是|配|提供|属于)?(?:什么|哪个|哪种|怎样的|哪一)(?:样的)?"
    r"(?:服务等级|服务级别|服务水平)",
)
_GOODS = r"(?:product )?categor(?:y|ies)"
_OFFERED = r"(?:cross-? ?sell|offer|recommend|suggest|promote|sell)"
_CATEGORIES: Final = (
    # "What do you recommend?" asks what to do.
    r"(?!what (?:do|would|can) you (?:recommend|suggest)(?: next| now)?$)"
    rf"(?:which|what) (?:other |further |new |next |else )?(?:{_GOODS} )?{_SHOULD} {_WE} {_OFFERED}(?: next)?"
    r"(?: (?:to|for) (?P<whom>.+?))?",
    rf"what else {_SHOULD} {_WE} {_OFFERED}(?: (?:to|for))?(?: (?P<whom>.+?))?",
    rf"(?:which|what) (?:other |new )?{_GOODS} (?:fits?|suits?|would suit|could interest|goes well with) (?P<whom>.+?)",
    rf"(?:which|what) {_GOODS} (?:go|sell|fit|are (?:often |usually |frequently )?bought|get bought|do customers buy)"
    r"(?: well| often| best)? together",
    r"(?:the )?cross-? ?sell(?:ing)?(?: (?:ideas?|opportunit(?:y|ies)|options?|categor(?:y|ies)|recommendations?))?"
    r"(?: (?:for|with) (?P<whom>.+?))?",
    rf"(?:我们)?{_OUGHT}(?:给|向|对|为)(?P<whom>.+?){_OUGHT}(?:再)?(?:交叉销售|推荐|推销|搭售|卖)(?:些|点)?(?:什么|哪些|哪个|哪种)"
    r"(?:其他|新)?的?(?:品类|类别|类目|商品类别)?",
    rf"(?P<whom>.+?)(?:还|最)?{_OUGHT}(?:适合|交叉销售|推荐)(?:什么|哪些|哪个|哪种)(?:其他|新)?的?(?:品类|类别|类目)",
    r"(?:哪些|什么)(?:品类|类别|类目)(?:经常|常常|常|最常|总是|会)?(?:被)?(?:一起|同时|搭配)(?:购买|买|销售|卖)",
    r"(?:哪些|什么)(?:品类|类别|类目)(?:可以|适合|最)?(?:互相|相互)?搭配",
)
_FILL = rf"(?:{_SHOULD}|{_WE}|to|be|best|needs?|gets?|deserves?|are|is|have|worth|that|who|whom|there|not|given)"
_MANY: Final = (
    rf"(?:who|whom)(?: {_FILL})*? (?:{_ANY})(?: first| now| next)?(?: (?P<whom>(?:in|from|of|among) .+?))?",
    r"(?:(?:which|what)|(?:list|show|name|give me|show me|find)(?: me)?(?: the| all)?) (?P<whom>.+?)"
    rf"(?: {_FILL})+? (?:{_ANY})"
    r"(?: first| now| next)?",
    rf"(?:the )?(?P<whom>.+?) to (?:{_ANY})(?: first)?",
    rf"(?:我们)?{_OUGHT}(?:去|优先|先)?(?:{_ANY})的?(?:是)?(?:有)?(?:哪些|哪几[个位]|什么样的|谁)(?P<whom>.*?)",
    rf"(?:哪些|哪几[个位]|什么|谁)(?P<whom>.*?)(?:我们)?(?:最)?(?:应该|应当|应|该|需要|可以|值得|要|适合|必须)?(?:被|去)?(?:{_ANY})的?",
    rf"(?P<whom>.+?)(?:当中|里面|中|里)?(?:我们)?{_OUGHT}(?:去|优先|先)?(?:{_ANY})的?(?:是)?(?:哪些人?|哪几[个位]|谁)",
    rf"(?:列出|给出|找出|看看)?(?:最|需要|应该|值得|可以|该|要)*(?:{_ANY})的(?P<whom>.+?)(?:有哪些|是哪些|是谁|有谁|名单)?",
)
# What is left of a question that names its budget.
_SPENT: Final = (
    rf"(?:(?:how|where) {_SHOULD} {_WE} (?:best )?(?:spend|use|allocate|invest|distribute)"
    r"(?: it| this| that| the money)?(?: (?:on|for|among|across) (?P<whom>.+?))?)?",
    rf"(?:(?:我们)?{_OUGHT}(?:怎么|如何|怎样)(?:花|用|使用|分配|投放)(?:在(?P<whom>.+?)(?:身上|上)?)?)?",
)
FORMS: Final = tuple(
    (what, tuple(re.compile(form, re.IGNORECASE) for form in forms))
    for what, forms in (
        ("categories", _CATEGORIES),
        ("spent", _SPENT),
        ("customers", _MANY),
        ("service", _SERVICE),
        ("actions", (*_ENGLISH, *_CHINESE)),
    )
)
# What was found before, whatever it is: whom it means is what the conversation was about.
SUBJECT = re.compile(
    r"(?:it|that|this|these (?:results|figures|findings)|(?:the|this) (?:situation|result|problem))"
    r"|(?:这|那|此|它|这个|这些)?(?:情况|问题|结果|种情况)?",
    re.IGNORECASE,
)
POLITE = re.compile(
    r"^(?:(?:please|so|and|now(?! what)|then|ok(?:ay)?|well|hi|hello|can you tell me|could you tell me|tell me"
    r"|请问|请|那么?|麻烦|帮我(?:看看)?)[,，、 ]*)+",
    re.IGNORECASE,
)
# What is left of a question that only changes what the one before assumed.
CARRIED = re.compile(
    r"(?:\b(?:and|what|how|about|if|is|it|only|instead|then|a|an|the|it's|was|were)\b"
    r"|如果|那么?|只有|改成|变成|换成|是|呢|[,，、? ])+",
    re.IGNORECASE,
)
_SHARE = r"(?P<share>\d+(?:\.\d+)?)\s*(?:%|percent|per cent)"
_MONEY = (
    r"(?:[£€$¥￥]|R\$|RMB|GBP|EUR|USD|CNY|BRL)?\s*(?P<money>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<scale>k\b|thousand|万|千)?\s*(?:GBP|EUR|USD|CNY|BRL|pounds?|euros?|dollars?|yuan|元|块钱?|英镑|镑|欧元|美元|美金|雷亚尔|日元)?"
)
_OF = r"(?:\s*(?:rate|is|of|at|are|was|were|be|=|:|为|是|按|取|设为|约|：))*\s*"
_ASSUME = (
    r"(?:[,，;； ]|\b(?:if|with|at|assuming|and|given|when|for)\b|\b(?:an?|the|our)\b"
    r"|假设|如果|按照|按|若|且|并且|，|的话)*"
)
_HAVE = (
    r"(?:[,，;； ]|\b(?:we|i|have|have got|there is|got|given|with|within|for|on|of|if|a|an|our|the|this)\b"
    r"|给|我们|有|在|的话|若|如果)*"
)
_CONTACT = r"(?:contact|customer|mail|message|call)"
# What a question assumes, and the words that say it.
ASSUMED: Final = tuple(
    (name, re.compile(form, re.IGNORECASE))
    for name, form in (
        (
            "budget",
            rf"{_HAVE}(?:(?:marketing|campaign|contact|mailing|total) )?(?:budget|预算){_OF}{_MONEY}"
            r"(?:以内|之内|内|的话)?",
        ),
        ("budget", rf"{_HAVE}{_MONEY}(?:\s*(?:of )?(?:budget|to spend)|的?预算)(?:以内|之内|内|的话)?"),
        ("margin", rf"{_ASSUME}(?:(?:gross |profit )?margin|毛利率|毛利|利润率){_OF}{_SHARE}"),
        ("margin", rf"{_ASSUME}{_SHARE} (?:gross |profit )?margin"),
        ("response", rf"{_ASSUME}(?:response|响应率|回应率|转化率){_OF}{_SHARE}"),
        ("response", rf"{_ASSUME}{_SHARE} (?:respond|response)(?: rate)?"),
        (
            "cost",
            rf"{_ASSUME}(?:(?:contact )?costs?(?: (?:per|of an?) {_CONTACT})?|每次(?:联系|触达)(?:成本)?|联系成本"
            rf"|触达成本|每人成本|成本){_OF}{_MONEY}(?:\s*(?:per|a|each)(?: {_CONTACT})?)?(?:\s*(?:一次|每次|每人))?",
        ),
        ("cost", rf"{_ASSUME}{_MONEY} (?:per|a|each) {_CONTACT}"),
    )
)
COUNT = re.compile(
    r"^(?:the )?(?:top |first |best )?(?P<count>\d{1,4})(?: |(?=[个位名]))(?:个|位|名)?"
    r"|(?:前|最该的?)(?P<front>\d{1,4})(?:个|位|名)"
)
