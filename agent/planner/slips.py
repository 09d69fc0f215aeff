"""Typing errors: English words a slip away from a known one, Chinese phrases with one character of the same sound."""

from collections.abc import Callable, Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

# The first character of every syllable among the 3,755 common characters of GB 2312, which the standard keeps in the
# order of their sounds: two characters between the same two of these sound alike.
_FIRST = frozenset(
    "啊埃鞍肮凹芭白斑邦苞杯奔崩逼鞭标鳖彬兵玻捕擦猜餐苍操厕层插拆搀昌超车郴撑吃充抽初揣川疮吹春戳疵聪凑粗蹿摧村磋搭大耽当刀德蹬堤颠碉跌丁丢东兜都端堆墩掇蛾恩而发藩坊菲芬丰佛否夫噶该干冈篙哥给根耕工钩辜"
    "刮乖棺光瑰辊锅哈骸酣夯壕呵嘿痕哼轰喉呼花槐欢荒灰荤豁击嘉歼僵蕉揭巾劲炯揪鞠捐撅均喀开刊康考坷肯坑空抠枯夸块宽匡亏坤括垃莱蓝琅捞勒雷棱厘俩联粮撩列琳拎溜龙楼芦峦掠萝妈埋瞒芒猫么玫门萌眯棉苗蔑民明谬摸"
    "谋拇拿氖南囊挠呢馁嫩能妮蔫娘鸟捏您柠牛脓奴女虐哦欧啪拍攀乓抛呸喷砰坯篇飘撇拼聘坡扑期掐牵枪橇切钦青琼秋趋圈缺裙然瓤饶惹壬扔日戎揉肉软蕊闰若撒腮三桑搔瑟森僧莎筛珊墒梢奢砷声师收蔬刷摔栓霜谁吮说斯松搜"
    "苏酸虽孙蓑塌胎坍汤掏特藤梯天挑贴厅通偷凸湍推吞拖挖歪豌汪威瘟嗡挝巫昔瞎掀相萧楔薪星兄休墟轩靴勋压焉殃邀椰一茵英哟拥幽迂鸳曰耘匝栽咱赃遭责贼怎增扎摘瞻樟招遮珍蒸芝中舟珠抓拽专桩椎谆捉兹鬃邹租钻嘴尊昨"
)
# Characters that look alike and are taken for each other in writing.
_ALIKE = frozenset(map(frozenset, ("货贷", "未末", "己已", "析折", "帐账", "侯候", "价介", "评坪", "栏拦", "客容")))
# One of these for the other says something else: it is never put right.
_KEPT = frozenset("零一二两三四五六七八九十百千万亿半不没无未非除每各买卖他她它在再有又多少前后上下")
# 没 for 每 is a slip inside a longer phrase, where nothing is denied.
_EACH = frozenset("没每")
_SHORTEST = 5
_LONG = 8


def mended_word(word: str, known: Iterable[str], means: Callable[[str], object]) -> str:
    """The known word that was meant, one slip away, two in long words; empty where none is clearly nearest.

    >>> mended_word("contry", ["country"], str), mended_word("contry", ["country", "contra"], str)
    ('country', '')
    """
    if len(word) < _SHORTEST:
        return ""
    slips = 1 if len(word) < _LONG else 2
    near = process.extract(word, list(known), scorer=OSA.distance, score_cutoff=slips, limit=3)
    nearest = [right for right, distance, _ in near if distance == near[0][1]]
    return nearest[0] if nearest and all(means(right) == means(nearest[0]) for right in nearest) else ""


@cache
def mistakable(typed: str) -> frozenset[str]:
    """The Han characters for which one may have been typed: those of its syllable, or of nearly the same look.

    >>> [right in mistakable(typed) for typed, right in ("课客", "货贷", "买卖", "德法")]
    [True, True, False, False]
    """
    near = set(_homophones().get(typed, "")).union(*(pair for pair in _ALIKE if typed in pair)) - {typed}
    return frozenset(c for c in near if {c, typed} == _EACH or not {c, typed} & _KEPT)


@cache
def _homophones() -> dict[str, str]:
    """Every common character to those of its syllable, itself among them."""
    groups: list[str] = []
    # "gb2312" knows no character behind the last common one, which ends in the middle of a row.
    for code in (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)):
        character = code.decode("gb2312", "ignore")
        if character in _FIRST:
            groups.append("")
        groups[-1] += character
    return {character: group for group in groups for character in group}
