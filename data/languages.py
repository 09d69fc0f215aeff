"""Which language a review is written in: by script, then by the small words that only one language uses.

Four answers are enough here: Chinese, Portuguese and English are told apart, everything else is `other`.
"""

import re
from typing import Final, Literal

ReviewLanguage = Literal["en", "zh", "pt", "other"]

_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_KANA_OR_HANGUL: Final = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENGLISH: Final = frozenset(
    re.split(
        r"\s+",
        """the and is it its was were be been are am this that these those with for from have has had not but you your
        they them their my we our i he she of to in on at by as or if so very good great bad nice love loved would
        will can could just too when what which there here than then after before because about more well works work
        arrived excellent perfect product quality recommend recommended delivery late broken item price fast never
        poor terrible awful happy received order ordered ok okay thanks thank also only really much all it's don't""",
    )
)
_PORTUGUESE: Final = frozenset(
    re.split(
        r"\s+",
        """não nao é e o os um uma uns umas do da dos das no na nos nas ao à às em com sem para pra por pelo pela muito
        muita mais mas bom boa ótimo otimo ótima otima excelente produto produtos recomendo recebi chegou veio prazo
        antes entrega entregue loja comprei compra ainda já ja foi está esta estou eu meu minha super bem qualidade
        rápido rapido rápida rapida gostei adorei perfeito perfeita tudo que só so até ate também tambem porém nota
        dentro atraso as os todas todos amei ruim lindo linda fácil nada legal gostaria aprovado show
        errado quebrado faltou parabéns parabens satisfeito satisfeita ok obrigado obrigada péssimo
        pessimo péssima pessima nunca mal pouco conforme esperado esperava correto certo anunciado descrito lojas""",
    )
)
# Small words of neighbours that Portuguese and English lists would otherwise claim.
_OTHER: Final = frozenset(
    re.split(
        r"\s+",
        """el los las muy pero y del está muy bueno buena llegó gracias también después porque le la les des est très
        et avec pour pas je une der die das und ist nicht sehr mit auf ein eine ich zu il che per molto non sono""",
    )
)
_PORTUGUESE_LETTERS: Final = re.compile("[ãõâêôç]", re.IGNORECASE)


def review_language(text: str) -> ReviewLanguage:
    """The language of a review.

    >>> [review_language(t) for t in ("质量很好", "Ótimo produto, recomendo", "Works very well", "Sehr gut", "5/5")]
    ['zh', 'pt', 'en', 'other', 'other']
    """
    han = len(_HAN.findall(text))
    if han:
        if _KANA_OR_HANGUL.search(text):
            return "other"
        letters = len(_LETTER.findall(text))
        # One Chinese character says as much as a few letters: a brand name inside does not make a text English.
        return "zh" if han * 4 >= letters - han else _latin_language(text)
    return _latin_language(text)


def _latin_language(text: str) -> ReviewLanguage:
    words = [word.lower() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    portuguese = sum(word in _PORTUGUESE for word in words) + 2 * bool(_PORTUGUESE_LETTERS.search(text))
    other = sum(word in _OTHER for word in words)
    best = max(english, portuguese, other)
    if best == 0 or (other == best and other > 0 and other > max(english, portuguese)):
        return "other"
    return "pt" if portuguese >= english else "en"
