"""What people type or hand over as files, read into values: data, dates, terms."""

from __future__ import annotations

import json
import sys
from datetime import datetime, tzinfo
from decimal import Decimal
from pathlib import Path
from typing import Any

from duban.engine.core.terms import Term, TermError, parse_term
from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, system_reason

from .reasons import JsonTrouble, json_reason

_LARGEST = 20 * 2**20


def read_data(file: str | None, settings: tuple[str, ...]) -> dict[str, Any]:
    """The fields of `--data` and `--set`; a later `--set` wins.

    Raises:
        InvalidInput: the file cannot be read, is no JSON object, or a setting is no `name=value`.
    """
    data = read_object(file) if file is not None else {}
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals or not name.strip():
            raise InvalidInput(_NO_SETTING, setting=setting)
        data[name.strip()] = _value(name, text)
    return data


def read_object(file: str) -> dict[str, Any]:
    """The object of a JSON file, of a YAML file (`.yaml`, `.yml`), or of JSON on standard input for `-`.

    Raises:
        InvalidInput: it cannot be read, or is no object; the place is named.
    """
    if file.endswith((".yaml", ".yml")):
        return _yaml_object(file)
    text = _text(file)
    try:
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_repeats
        )
    except (ValueError, RecursionError) as error:
        raise InvalidInput(_NO_JSON, file=file, why=json_reason(error)) from None
    if not isinstance(value, dict):
        raise InvalidInput(_NO_OBJECT, file=file)
    return value


def _yaml_object(file: str) -> dict[str, Any]:
    from duban.engine.dsl.earlier import LIMITS, value_of
    from duban.engine.dsl.source import Mapping, read

    source = read(read_bytes(file), file, LIMITS)
    for one in source.findings:
        if one.code == "empty-file":  # whose words are about workflows
            raise InvalidInput(_NO_OBJECT, file=file)
        why, hint = (Text(say("zh"), say("en")) for say in (one.message, one.hint))
        raise InvalidInput(_NO_YAML, file=file, line=one.line, column=one.column, why=why, hint=hint)
    if not isinstance(source.root, Mapping):
        raise InvalidInput(_NO_OBJECT, file=file)
    filled: dict[str, Any] = value_of(source.root)
    return filled


def read_moment(text: str, zone: tzinfo) -> datetime:
    """A date or date-time as typed; without a zone of its own it is local.

    Raises:
        InvalidInput: it is neither.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    except ValueError:
        raise InvalidInput(_NO_MOMENT, text=text) from None


def read_term(text: str) -> Term:
    """A term as typed.

    Raises:
        InvalidInput: it is none, with the reason.
    """
    try:
        return parse_term(text)
    except TermError as error:
        raise InvalidInput(Text("{why}", "{why}"), why=Text(error.say("zh"), error.say("en"))) from None


def read_path(text: str) -> Path:
    """A path that is there.

    Raises:
        InvalidInput: it is not.
    """
    path = Path(text)
    try:
        there = bool(text) and path.exists()
    except OSError as error:
        raise InvalidInput(_UNREADABLE, file=text, why=system_reason(error)) from None
    if not there:
        raise InvalidInput(_NO_PATH, file=text)
    return path


def read_bytes(file: str) -> bytes:
    """The content of a file, or of standard input for `-`.

    Raises:
        InvalidInput: it cannot be read, or is too large.
    """
    try:
        if file == "-":
            content = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            with Path(file).open("rb") as stream:
                content = stream.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise InvalidInput(_TOO_LARGE, file=file)
        return content
    except OSError as error:
        raise InvalidInput(_UNREADABLE, file=file, why=system_reason(error)) from None


def _text(file: str) -> str:
    content = read_bytes(file)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        why = Text(f"第 {error.start + 1} 个字节不是 UTF-8", f"byte {error.start + 1} is no UTF-8")
        raise InvalidInput(_UNREADABLE, file=file, why=why) from None


def _value(name: str, text: str) -> Any:
    """What looks like a JSON list, object or text is one; the rest is text, typed by the field it fills."""
    if text[:1] not in ("[", "{", '"'):
        return text
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_repeats
        )
    except (ValueError, RecursionError) as error:
        raise InvalidInput(_NO_JSON, file=f"--set {name}", why=json_reason(error)) from None


def _no_constant(name: str) -> Any:
    raise JsonTrouble(Text(f"{name} 不是数", f"{name} is no number"))


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            raise JsonTrouble(Text(f"「{name}」重复出现", f"{name!r} stands twice"))
        seen[name] = value
    return seen


_NO_SETTING = Text("--set {setting} 应写成 名称=值", "--set {setting} should be name=value")
_NO_YAML = Text("{file}:{line}:{column}：{why}；{hint}", "{file}:{line}:{column}: {why}; {hint}")
_NO_JSON = Text("{file} 不是可读的 JSON：{why}", "{file} is not readable as JSON: {why}")
_NO_OBJECT = Text("{file} 应为一个对象 {{名称: 值}}", "{file} should be one object {{name: value}}")
_NO_MOMENT = Text(
    "{text} 不是日期或时间；例：2014-08-01 或 2014-08-01 09:00",
    "{text} is no date or date-time; write 2014-08-01 or 2014-08-01 09:00",
)
_NO_PATH = Text("没有文件或目录 {file}", "there is no file or folder {file}")
_UNREADABLE = Text("文件 {file} 无法读取：{why}", "file {file} cannot be read: {why}")
_TOO_LARGE = Text("文件 {file} 超过 20 MB", "file {file} is larger than 20 MB")
