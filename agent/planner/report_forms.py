"""The forms of orders for a report, in English and Chinese, and the words for formats, languages and subjects."""

import re
from typing import Final

END: Final = " \t?？!！.。,，;；:：呢吗啊呀吧"
FORMATS: Final = {
    "pdf": r"pdf",
    "docx": r"ms[- ]?word|microsoft word|word|docx?",
    "xlsx": r"ms[- ]?excel|microsoft excel|excel|xlsx?|spreadsheet|电子表格",
    "html": r"html|web ?page|网页",
    "md": r"markdown|\.?md",
    "json": r"json",
}
_ANY_FORMAT: Final = "|".join(FORMATS.values())
_LISTED: Final = rf"(?:{_ANY_FORMAT})(?:(?:\s*(?:,|，|、|/|and|&|plus|和|及|与|加)\s*)+(?:{_ANY_FORMAT}))*"
FORMAT: Final = re.compile(
    rf"[（(]\s*(?:as |in )?(?:an? )?(?P<b>{_LISTED})\s*(?:format|file|版本?|格式)?\s*[)）]"
    rf"|(?<![a-z])(?:as|in|into|to) (?:an? )?(?P<e>{_LISTED})(?: (?:format|files?|documents?|doc))?(?![a-z])"
    rf"|(?:以|用|按|导出为?|输出为?|存为|保存为)\s*(?P<z>{_LISTED})\s*(?:的?(?:格式|形式|文件|版本?))?"
    rf"|(?<![a-z])(?P<l>{_LISTED})(?:(?: |-)?(?:format|version))?\s*(?:格式的?|版本?的?|文件的?|的)?(?![a-z])",
    re.IGNORECASE,
)
LANGUAGES: Final = {"en": r"english|英文|英语", "zh": r"(?:simplified )?chinese|mandarin|中文|汉语"}
SPOKEN: Final = re.compile(
    r"[（(]\s*(?:in )?(?P<b>english|chinese|英文|英语|中文|汉语)\s*版?\s*[)）]"
    r"|\b(?:in|into) (?P<i>english|(?:simplified )?chinese|mandarin)\b"
    r"|\b(?P<e>english|chinese)(?:[- ]language)?(?: version)?(?: of)?\b"
    r"|(?:用|以|翻译成)?(?P<z>英文|英语|中文|汉语)(?:写|撰写)?(?:版本?)?的?",
    re.IGNORECASE,
)
_DEEDS: Final = (
    r"(?:(?:can|could|would|will) you |i(?:'d| would) like |i (?:need|want)(?: you to)? |we need |let(?:'s| us) "
    r"|let me have |(?:go ahead and ))*(?:to )?(?:make|write|create|generate|prepare|produce|build|give|send|get"
    r"|draw up|compile|export|print|put together|do|run|e-?mail|download|draft|have|issue|render|need|want|like)?"
    r"(?: out| up)?(?: me| us)?"
)
_KINDLY: Final = r"(?:full|complete|detailed|short|brief|quick|new|fresh|nice|proper|current|up-to-date|written|formal)"
ENGLISH: Final = re.compile(
    rf"(?P<deed>{_DEEDS}) ?(?P<article>an? |the |one |another |our |my )?(?:{_KINDLY} )*(?P<before>.*?) ?"
    r"(?:report|dossier)(?: (?:file|document))?(?: (?:on|about|for|of|regarding|covering) (?P<whom>.+?))?"
    r"(?: (?:for|to) (?:me|us|download))?",
    re.IGNORECASE,
)
_MADE: Final = r"(?:生成|做|写|出具|制作|导出|准备|整理|编写|编制|创建|输出|撰写|打印|出|来|要|给|发|下载)"
CHINESE: Final = re.compile(
    rf"(?P<deed>(?:(?:能否|能不能|可以|请|麻烦|帮|替|给|为|我们?|想|需要|要|把|将)*{_MADE}?(?:给我|一下|我)?){{0,3}})"
    r"(?P<article>[一两]?[份个篇张]|一下)?(?:完整|详细|简短|新|最新|正式)?的?(?:关于|有关|针对|对)?(?P<whom>.*?)的?(?:分析|总结)?"
    rf"(?:报告|报表)(?:文件|文档)?(?:给我|发我|发给我|{_MADE}(?:出来|给我|一下)?)?",
)
WHOLE: Final = re.compile(
    r"(?:the |our |my |your )?(?:whole |entire |overall |total |general )?(?:customer )?(?:portfolio|customer base)"
    r"|(?:all|the whole of|everything about) (?:of )?(?:our |the |my )?(?:customers|clients|shop|store)"
    r"|(?:the |our )?(?:whole|entire|overall) (?:shop|store|business|company|customers?)|overall|whole|everything"
    r"|整体(?:客户)?|全部(?:客户)?|总体|客户(?:的)?(?:资产)?组合|(?:投资)?组合|(?:全体|所有|全部的?)客户|客户(?:整体|总体|全貌)"
    r"|全店|店铺|整个(?:店铺?|公司|客户群)|整体情况|总体情况",
    re.IGNORECASE,
)
MODEL: Final = re.compile(
    r"(?:the |our |your )?(?:prediction |predictive |value |forecast(?:ing)? )?(?:model|network)(?:'s)?"
    r"(?: quality| accuracy| performance| evaluation)?(?: and (?:its |the )?data)?"
    r"|(?:预测|价值)?模型(?:及|和|与)?(?:其)?(?:数据|质量|评估|准确性)?",
    re.IGNORECASE,
)
CUSTOMER: Final = re.compile(
    r"(?:the |one |a |single |individual )*(?:customer|client|buyer|account)(?:'s)?(?: (?:number|no\.?|id))?"
    r"(?: (?P<en>.+))?"
    r"|(?:一?[个位名])?(?:单个|某个)?(?:客户|顾客|买家|用户)(?:编号|号)?\s*(?P<zh>.*)",
    re.IGNORECASE,
)
SEGMENT: Final = re.compile(
    r"(?:the |a |one |each )*(?:customer )?(?:segment|tier|group)|(?:某个?|一个)?(?:客群|细分|分层|客户群|群体)",
    re.IGNORECASE,
)
POINTED: Final = re.compile(
    r"(?:this|that|the same) (?:one|customer|client|buyer)|him|her|it|them|他|她"
    r"|(?:这|那|该)(?:个|位|名)?(?:客户|顾客|人)?",
    re.IGNORECASE,
)
CARRIED: Final = re.compile(
    r"(?:\b(?:and|now|also|the same|same|again|please|too|as well|it|that|one|me|give|send|make)\b"
    r"|也|再|同样|要|来|一份|给我|发我|[,，、? ])*",
    re.IGNORECASE,
)
