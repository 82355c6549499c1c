"""The one door: the content of a file to a notice or layer, or to findings."""

from __future__ import annotations

import codecs

from duban.engine.core.days import Calendar
from duban.engine.core.holidays.reading import LONGEST_TEXT, read_notice
from duban.engine.core.text import Text

from .findings import CalendarFinding, Read

_YAML = (".yaml", ".yml", ".json")


def read_calendar(content: bytes, file: str, known: Calendar, *, year: int | None = None) -> Read:
    """Read a notice or a local layer.

    Args:
        content: the bytes of the file.
        file: its name: `.yaml`, `.yml` and `.json` hold YAML, anything else the text of a notice.
        known: the calendar as it stands.
        year: the year of the dates of a text, where it does not say it.
    """
    if file.lower().endswith(_YAML):
        from .documents import read_yaml  # the YAML library is not what a pasted text needs

        return read_yaml(content, file)
    text = _decoded(content)
    if text is None:
        return Read(None, (CalendarFinding(file, 1, None, "not-text", True, _NOT_TEXT),))
    if len(text) > LONGEST_TEXT:
        return Read(None, (CalendarFinding(file, 1, None, "too-large", True, _TOO_LARGE),))
    reading = read_notice(text, known, year=year)
    return Read(
        reading.notice,
        tuple(
            CalendarFinding(
                file, one.line, None, one.code, one.is_error, Text(one.message("zh"), one.message("en"))
            )
            for one in reading.findings
        ),
    )


def _decoded(content: bytes) -> str | None:
    """The text: UTF-8, UTF-16 with its mark, or what Chinese offices saved before (GB 18030)."""
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "gb18030"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


_NOT_TEXT = Text(
    "这不是文字文件；请把通知正文存成 UTF-8 文本，或写成 YAML",
    "this is no text; save the text of the notice as UTF-8, or write it as YAML",
)
_TOO_LARGE = Text(
    f"文件超过 {LONGEST_TEXT} 个字符；请只留通知正文",
    f"the file has more than {LONGEST_TEXT} characters; leave only the notice itself in it",
)
