"""The XLM-R unigram tokenizer of multilingual-e5-small, built from its pieces."""

from collections.abc import Sequence
from pathlib import Path

# The package's own table equals NFKC plus these: controls deleted, odd spaces to a plain space, and the full-width
# tilde kept, which is moved to a private code point while NFKC runs.
_DELETED = "[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x8f\\x9f]"
_SPACES = "[\\t\\n\\f\\r\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]"
_FULL_WIDTH_TILDE = "\uff5e"
_PRIVATE = "\ue0fe"
_UNKNOWN_ID = 3


def write_tokenizer(pieces: Sequence[tuple[str, float]], path: Path) -> None:
    """Write `tokenizer.json` for pieces with their log-probabilities, in the order of their ids."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(pieces), unk_id=_UNKNOWN_ID, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DELETED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(_FULL_WIDTH_TILDE, _PRIVATE),
            normalizers.NFKC(),
            normalizers.Replace(_PRIVATE, _FULL_WIDTH_TILDE),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.WhitespaceSplit(),
            pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always"),
        ]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    special = [AddedToken(token, special=True) for token in ("<s>", "<pad>", "</s>", "<unk>")]
    tokenizer.add_special_tokens([*special, AddedToken("<mask>", special=True, lstrip=True)])
    tokenizer.save(str(path), pretty=False)
