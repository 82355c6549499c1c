"""What people fill in, made into values of the declared types or refused with the place and reason.

Dates are kept as ISO text, numbers with a fraction as decimal text, sets as sorted lists, so that
the record holds no value that could read differently elsewhere. `None` takes a field away.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from .definition import Definition
from .fields import Field, FieldType, Record
from .refusals import Refusal
from .terms import Bare, TermError, parse_term
from .text import Text

_BIGGEST = 10**18
_LONGEST = 200_000
_FINEST = 100
"""Digits after the point, as many as guards reckon with."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class _BadValueError(Exception):
    def __init__(self, path: str, why: Text) -> None:
        self.path, self.why = path, why
        super().__init__(path)


def accept(definition: Definition, data: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    """The values of the fields given, each of its declared type, and a refusal for each that is not."""
    return _accept(definition, definition.field, data)


def accept_fields(
    definition: Definition, fields: Iterable[Field], data: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Refusal]]:
    """The same for fields that are not those of the case, such as those of a register of this definition."""
    known = {one.name: one for one in fields}
    return _accept(definition, known.get, data)


def _accept(
    definition: Definition, find: Callable[[str], Field | None], data: Mapping[str, Any]
) -> tuple[dict[str, Any], list[Refusal]]:
    values: dict[str, Any] = {}
    refusals: list[Refusal] = []
    for name, given in data.items():
        field = find(name)
        if field is None or given is None:
            values[name] = None if field else given
            continue
        try:
            values[name] = _value(definition, field.type, given, name)
        except _BadValueError as bad:
            refusals.append(_refuse(bad, field.title))
    return values, refusals


def _refuse(bad: _BadValueError, title: Text) -> Refusal:
    """Which field it is in words, and where in it."""
    what = Text(f"「{title.zh}」（{bad.path}）", f"'{title.en}' ({bad.path})")
    return Refusal("invalid-value", {"path": bad.path, "what": what, "why": bad.why})


def storable(text: str) -> bool:
    """Whether every database can hold it: no NUL, and no half of a surrogate pair."""
    return "\x00" not in text and (text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text))


def judge_note(note: str | None) -> list[Refusal]:
    """A note is any text that can be kept."""
    return judge_text(note, "note", Text("附言", "note"))


def judge_text(given: str | None, name: str, title: Text) -> list[Refusal]:
    """What is said beside the fields is a text that can be kept, or nothing."""
    try:
        if given is not None:
            _text(given, name)
    except _BadValueError as bad:
        return [_refuse(bad, title)]
    return []


def empty(value: Any) -> bool:
    """Whether a value counts as not filled in."""
    return value is None or (isinstance(value, (str, list, dict)) and not value)


def key_of(definition: Definition, list_field: str, row: Mapping[str, Any]) -> str:
    """The key of a record of a list, as text."""
    return str(row[_record_of(definition, list_field).key or ""])


def rows_by_key(
    definition: Definition, list_field: str, data: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """The records of a list by their key, in the order of the list."""
    if not data.get(list_field):
        return {}
    return {key_of(definition, list_field, row): row for row in data[list_field]}


def references(definition: Definition, values: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(`person` or `unit`, path, id) for everybody and every unit that the values name."""
    yield from references_of(definition, definition.fields, values)


def references_of(
    definition: Definition, fields: Iterable[Field], values: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """The same for fields that are not those of the case, such as those of a register of this definition."""
    if not values:
        return
    types = {one.name: one.type for one in fields}
    for name, value in values.items():
        if name in types and value is not None:
            yield from _references(definition, types[name], value, name)


def _record_of(definition: Definition, list_field: str) -> Record:
    field = definition.field(list_field)
    if field is None or field.type.of is None or field.type.of.name is None:
        raise KeyError(list_field)
    return definition.record(field.type.of.name)


def _references(
    definition: Definition, kind: FieldType, value: Any, path: str
) -> Iterator[tuple[str, str, str]]:
    if kind.kind in ("person", "unit"):
        yield kind.kind, path, value
    elif kind.kind in ("list", "set") and kind.of is not None:
        for number, one in enumerate(value, 1):
            yield from _references(definition, kind.of, one, f"{path}[{number}]")
    elif kind.kind == "record":
        for field in definition.record(kind.name or "").fields:
            if field.name in value:
                yield from _references(definition, field.type, value[field.name], f"{path}.{field.name}")


def _value(definition: Definition, kind: FieldType, given: Any, path: str) -> Any:
    if kind.kind == "enum":
        return _enumerated(definition, kind, given, path)
    if kind.kind == "record":
        return _row(definition, definition.record(kind.name or ""), given, path)
    if kind.kind in ("list", "set"):
        return _members(definition, kind, given, path)
    if kind.kind == "deadline" and definition.law is not None:
        return _deadline(given, path, definition.law.unit)
    return _PLAIN[kind.kind](given, path)


def _text(given: Any, path: str) -> str:
    if isinstance(given, bool) or not isinstance(given, (str, int, Decimal)):
        raise _BadValueError(path, Text("应为文字", "a text is expected"))
    text = str(given)
    if len(text) > _LONGEST:
        raise _BadValueError(path, Text(f"超过 {_LONGEST} 字", f"it is longer than {_LONGEST} characters"))
    if not storable(text):
        raise _BadValueError(path, Text("含有不能保存的字符", "it has a character that cannot be stored"))
    return text


def _integer(given: Any, path: str) -> int:
    try:
        number = int(given) if isinstance(given, str) else given
    except ValueError:
        number = None
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) > _BIGGEST:
        raise _BadValueError(path, Text("应为整数", "a whole number is expected"))
    return number


def _number(given: Any, path: str) -> str:
    number = None
    if isinstance(given, (int, float, str, Decimal)) and not isinstance(given, bool):
        try:
            # repr gives the shortest decimal that a float stands for: 0.85, not 0.84999…
            number = Decimal(repr(given) if isinstance(given, float) else given)
        except (InvalidOperation, ValueError):
            number = None
    if number is None or not number.is_finite() or abs(number) > _BIGGEST:
        raise _BadValueError(path, Text("应为数", "a number is expected"))
    if number.adjusted() < -_FINEST or -int(number.as_tuple().exponent) > _FINEST:
        raise _BadValueError(
            path, Text(f"小数点后多于 {_FINEST} 位", f"it has more than {_FINEST} digits after the point")
        )
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _bool(given: Any, path: str) -> bool:
    if isinstance(given, bool):
        return given
    if given in ("true", "是"):
        return True
    if given in ("false", "否"):
        return False
    raise _BadValueError(path, Text("应为 true 或 false", "true or false is expected"))


def _date(given: Any, path: str) -> str:
    try:
        return (given if isinstance(given, date) else date.fromisoformat(given)).isoformat()[:10]
    except (TypeError, ValueError):
        raise _BadValueError(
            path, Text("应为日期，如 2014-09-30", "a date is expected, such as 2014-09-30")
        ) from None


def _deadline(given: Any, path: str, bare: Bare | None = None) -> str:
    try:
        return _date(given, path)
    except _BadValueError:
        pass
    try:
        parse_term(given if isinstance(given, str) else str(given), bare)
    except TermError as error:
        raise _BadValueError(path, Text(error.say("zh"), error.say("en"))) from None
    return str(given)


def _evidence(given: Any, path: str) -> Any:
    if not isinstance(given, Mapping):
        return _text(given, path)
    unknown = set(given) - {"title", "ref", "sha256"}
    if unknown or not given.get("title"):
        raise _BadValueError(
            path,
            Text(
                "凭证应为文字，或 title、ref、sha256 三项（title 必填）",
                "evidence is a text, or title, ref and sha256 (title is needed)",
            ),
        )
    evidence = {name: _text(value, f"{path}.{name}") for name, value in given.items() if value is not None}
    if "sha256" in evidence and not _SHA256.fullmatch(evidence["sha256"]):
        raise _BadValueError(
            f"{path}.sha256", Text("应为 64 位小写十六进制", "64 lower-case hexadecimal digits are expected")
        )
    return evidence


_PLAIN: dict[str, Callable[[Any, str], Any]] = {
    "text": _text,
    "integer": _integer,
    "number": _number,
    "bool": _bool,
    "date": _date,
    "deadline": _deadline,
    "person": _text,
    "unit": _text,
    "evidence": _evidence,
}


def _enumerated(definition: Definition, kind: FieldType, given: Any, path: str) -> str:
    """The id of a choice that was given by its id, or by its title in either language where no other bears it."""
    values = definition.enumeration(kind.name or "").values
    if any(one.id == given for one in values):
        return str(given)
    called = [one.id for one in values if given in (one.title.zh, one.title.en)]
    if len(called) == 1:
        return called[0]
    zh = "、".join(one.id if one.title.zh == one.id else f"{one.title.zh}（{one.id}）" for one in values)
    en = ", ".join(one.id if one.title.en == one.id else f"{one.id} ({one.title.en})" for one in values)
    raise _BadValueError(path, Text(f"「{given}」不在可选值中：{zh}", f"{given!r} is not one of {en}"))


def _row(definition: Definition, record: Record, given: Any, path: str) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise _BadValueError(path, Text("应为一条记录（名称: 值）", "a record (name: value) is expected"))
    known = {field.name: field for field in record.fields}
    for name in given:
        if name not in known:
            listed = "、".join(known), ", ".join(known)
            raise _BadValueError(
                f"{path}.{name}",
                Text(f"没有这一栏；有：{listed[0]}", f"there is no such column; there are {listed[1]}"),
            )
    row = {}
    for name, field in known.items():
        value = given.get(name)
        if not empty(value):
            row[name] = _value(definition, field.type, value, f"{path}.{name}")
        elif not field.optional:
            raise _BadValueError(f"{path}.{name}", Text("未填写", "it is not filled in"))
    return row


def _members(definition: Definition, kind: FieldType, given: Any, path: str) -> list[Any]:
    if isinstance(given, str):
        given = [part.strip() for part in re.split(r"[,，、]", given) if part.strip()]
    if not isinstance(given, (list, tuple, set, frozenset)) or kind.of is None:
        raise _BadValueError(path, Text("应为一列值", "a list is expected"))
    members = [_value(definition, kind.of, one, f"{path}[{number}]") for number, one in enumerate(given, 1)]
    if kind.kind == "set":
        return sorted(set(members))
    if kind.of.kind == "record":
        _refuse_repeated_keys(definition.record(kind.of.name or ""), members, path)
    return members


def _refuse_repeated_keys(record: Record, rows: list[dict[str, Any]], path: str) -> None:
    if record.key is None:
        return
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, 1):
        key = str(row.get(record.key))
        if key in seen:
            raise _BadValueError(
                f"{path}[{number}].{record.key}",
                Text(f"与第 {seen[key]} 条编号相同（{key}）", f"row {seen[key]} has the same number ({key})"),
            )
        seen[key] = number
