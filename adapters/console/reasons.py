"""What the JSON reader says, in both languages."""

from __future__ import annotations

import json

from duban.engine.core.text import Text

_JSON = {
    "Expecting value": Text("此处应有一个值", "a value is expected here"),
    "Expecting property name enclosed in double quotes": Text(
        "此处应有双引号括起的名称", "a name in double quotes is expected here"
    ),
    "Expecting ':' delimiter": Text("此处应有冒号", "a colon is expected here"),
    "Expecting ',' delimiter": Text("此处应有逗号", "a comma is expected here"),
    "Illegal trailing comma before end of object": Text("多了一个逗号", "there is one comma too many"),
    "Illegal trailing comma before end of array": Text("多了一个逗号", "there is one comma too many"),
    "Extra data": Text("后面还有多余的内容", "something follows behind the end"),
    "Unterminated string starting at": Text("引号没有收尾", "a quote is not closed"),
    "Invalid control character at": Text("文字中有控制字符", "there is a control character in a text"),
    "Invalid \\escape": Text("反斜杠后的字符不对", "what follows the backslash means nothing"),
    "Invalid \\uXXXX escape": Text(
        "\\u 后应为四位十六进制", "four hexadecimal digits are expected after \\u"
    ),
}


class JsonTrouble(ValueError):
    """What is well-formed JSON and yet cannot be taken: the reason in both languages."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


def json_reason(error: ValueError | RecursionError) -> Text:
    """Why this is no JSON, and where."""
    if isinstance(error, JsonTrouble):
        return error.why
    if isinstance(error, json.JSONDecodeError):
        said = _JSON.get(error.msg, Text(error.msg, error.msg))
        return Text(
            f"第 {error.lineno} 行第 {error.colno} 列，{said.zh}",
            f"line {error.lineno}, column {error.colno}: {said.en}",
        )
    if isinstance(error, RecursionError):
        return Text("嵌套过深", "it is nested too deeply")
    return Text("数的位数过多", "a number has too many digits")
