"""What a TOML parser says is wrong, in both languages: place and fault in our words, the parser's own behind them."""

import re
import tomllib
from typing import Final

from config.text import Text

_PLACE: Final = re.compile(r"\s*\((?:at line (?P<line>\d+), column (?P<column>\d+)|at (?P<end>end of document))\)\s*$")
# The parser's messages begin so; the first that fits counts.
_FAULTS: Final = (
    ("Expected '=' after a key", Text("a key without =", "键后面缺少“=”")),
    ("Invalid statement", Text("this is neither a key nor a table", "这里既不是键也不是表")),
    (
        "Expected newline or end of document",
        Text("more than one entry on the line", "一行里只能写一项，后面有多余的内容"),
    ),
    ("Expected ']' at the end", Text("the name of a table is not closed with ]", "表名末尾缺少“]”")),
    ("Expected ']]' at the end", Text("the name of an array of tables is not closed with ]]", "表数组名末尾缺少“]]”")),
    ("Cannot declare", Text("a table of this name is there already", "同名的表已经出现过")),
    ("Cannot overwrite", Text("this key has a value already", "这个键已经有值")),
    ("Cannot mutate", Text("this table is complete already", "这个表已经写完，不能再添加")),
    ("Cannot redefine", Text("this name is in use already", "这个名称已被使用")),
    ("Duplicate inline table key", Text("a key is there twice", "同一个键出现了两次")),
    ("Unclosed array", Text("a list is not closed with ]", "列表没有用“]”结束")),
    ("Unclosed inline table", Text("an entry in braces is not closed with }", "花括号没有用“}”结束")),
    ("Unterminated string", Text("a text is not closed with a quotation mark", "文本没有用引号结束")),
    ("Unescaped", Text("a backslash in a text must be doubled", "文本中的反斜杠要写两个")),
    ("Invalid initial character for a key", Text("a key or a table needs a name here", "这里应当是键或表的名称")),
    ("Invalid value", Text("no value, or a text without quotation marks", "缺少值，或文本没有加引号")),
    ("Invalid date", Text("this is no date", "不是有效的日期")),
    ("Invalid hex", Text("this is no character code", "不是有效的字符编码")),
    ("Escaped character", Text("this is no character code", "不是有效的字符编码")),
    ("Illegal character", Text("a character that may not stand here", "这里不能使用这个字符")),
    ("Found invalid character", Text("a character that may not stand here", "这里不能使用这个字符")),
    ('Expected "\'"', Text("a text is not closed with a quotation mark", "文本没有用引号结束")),
    ("Expected", Text("something is missing here", "这里缺少内容")),
)
_OTHER: Final = Text("this cannot be read", "无法识别")


def toml_fault(error: tomllib.TOMLDecodeError) -> Text:
    """One line: where, what is wrong, and in brackets what the parser said.

    >>> try:
    ...     tomllib.loads("[segments.VIP")
    ... except tomllib.TOMLDecodeError as error:
    ...     print(toml_fault(error).zh)
    末尾：表名末尾缺少“]”（Expected ']' at the end of a table declaration）
    """
    said = str(error)
    found = _PLACE.search(said)
    detail = _PLACE.sub("", said)
    fault = next((text for begin, text in _FAULTS if detail.startswith(begin)), _OTHER)
    if found is None:
        place = Text("", "")
    elif found["end"]:
        place = Text("at the end: ", "末尾：")
    else:
        place = Text(f"line {found['line']}, column {found['column']}: ", f"第{found['line']}行第{found['column']}列：")
    return Text(f"{place.en}{fault.en} ({detail})", f"{place.zh}{fault.zh}（{detail}）")
