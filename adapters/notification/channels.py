"""Channels by what is written on the command line: `jsonl:PATH`, `terminal`."""

from __future__ import annotations

from pathlib import Path

from duban.engine.core.text import Language, Text
from duban.engine.delivery import Channel
from duban.engine.errors import InvalidInput

from .jsonl import JsonLines
from .terminal import Terminal


def channel_of(text: str, language: Language = "zh") -> Channel:
    """The channel that a text names.

    Raises:
        InvalidInput: it names none, or a file in a folder that is not there.
    """
    kind, _, rest = text.partition(":")
    if text == "terminal":
        return Terminal(language)
    if kind != "jsonl" or not rest.strip():
        raise InvalidInput(_NO_CHANNEL, text=text)
    path = Path(rest)
    if path.is_dir() or not path.parent.is_dir():
        raise InvalidInput(_NO_FOLDER, path=path)
    return JsonLines(path)


_NO_CHANNEL = Text(
    "没有送达渠道 {text}；可用：terminal，或 jsonl:文件路径",
    "there is no channel {text}; there are terminal, and jsonl:PATH of a file",
)
_NO_FOLDER = Text(
    "{path} 不能作为送达文件：它是目录，或所在目录不存在；请换一个路径",
    "{path} cannot be the file to deliver to: it is a folder, or lies in one that is not there; use another path",
)
