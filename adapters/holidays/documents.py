"""YAML: a notice with its days, or a local layer, with the line and column of every word.

layer: school-5                     # without it: a notice for the mainland
title: 第五中学校历
units: [school-5]                   # with all below them; without any of either: for everybody
workflows: [rectification-plan]
notice: 校办〔2027〕1号
year: 2027                          # of a notice: the year that it announces as a whole
off:
- 2027-02-01..2027-02-28
- {days: 2027-05-06, name: 运动会}
work: [2027-02-27]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from duban.engine.core.holidays.notice import MAINLAND, Entry, Mark, Notice, festivals_in, festivals_of
from duban.engine.core.text import Text
from duban.engine.dsl.source import Mapping, Node, Scalar, Sequence, read

from .findings import CalendarFinding, Read

_KEYS = ("layer", "title", "units", "workflows", "notice", "year", "off", "work")
_ITEM_KEYS = ("days", "name")
_RANGE = re.compile(r"^\s*(\d{4}-\d{2}-\d{2})\s*(?:(?:\.\.|至|到|~|/|\bto\b)\s*(\d{4}-\d{2}-\d{2})\s*)?$")
_NAME = re.compile(r"[\w-]{1,60}")
LONGEST = 200
"""Days of one range: a long vacation."""


def read_yaml(content: bytes, file: str) -> Read:
    """The notice or layer in a YAML file; everything wrong is found at once."""
    source = read(content, file)
    if source.root is None or source.findings:
        return Read(
            None,
            tuple(
                CalendarFinding(
                    file,
                    one.line,
                    one.column,
                    one.code,
                    True,
                    Text(f"{one.message('zh')}；{one.hint('zh')}", f"{one.message('en')}; {one.hint('en')}"),
                )
                for one in source.findings
            ),
        )
    return _Document(file, source.root).read()


class _Document:
    def __init__(self, file: str, root: Node) -> None:
        self._file = file
        self._root = root
        self._findings: list[CalendarFinding] = []

    def read(self) -> Read:
        """The notice, unless something is wrong."""
        root = self._root
        if not isinstance(root, Mapping):
            self._find(root, "not-a-mapping", keys=_KEYS)
            return Read(None, tuple(self._findings))
        for key, _ in root.entries:
            if key.text not in _KEYS:
                self._find(key, "unknown-key", key=key.text, keys=_KEYS)
        layer = self._layer(root)
        entries = [*self._days(root.get("off"), "off"), *self._days(root.get("work"), "work")]
        entries = self._once(entries)
        year = self._year(root)
        if layer is None:
            for name in ("title", "units", "workflows"):
                if (node := root.get(name)) is not None:
                    self._find(node, "only-of-a-layer", key=name)
        elif (node := root.get("year")) is not None:
            self._find(node, "only-of-a-notice", key="year")
        if not entries and layer is None:
            self._find(root, "no-days")
        notice = Notice(
            tuple(entries),
            number=self._text(root, "notice", 64),
            year=year,
            missing=_missing(year, entries),
            layer=layer or MAINLAND,
            layer_title=self._text(root, "title", 200),
            units=self._names(root, "units"),
            workflows=self._names(root, "workflows"),
        )
        failed = any(one.is_error for one in self._findings)
        return Read(None if failed else notice, tuple(self._findings))

    def _find(self, node: Node, code: str, **values: object) -> None:
        said = _WORDS[code]
        text = Text(said.say("zh", values), said.say("en", values))
        self._findings.append(CalendarFinding(self._file, node.span.line, node.span.column, code, True, text))

    def _text(self, root: Mapping, key: str, longest: int) -> str | None:
        node = root.get(key)
        if node is None:
            return None
        if not isinstance(node, Scalar) or not node.text.strip() or len(node.text) > longest:
            self._find(node, "not-a-word", key=key, most=longest)
            return None
        return node.text.strip()

    def _layer(self, root: Mapping) -> str | None:
        name = self._text(root, "layer", 60)
        node = root.get("layer")
        if node is None or name is None or name == MAINLAND:
            return None
        if not _NAME.fullmatch(name):
            self._find(node, "bad-layer", name=name)
        return name

    def _year(self, root: Mapping) -> int | None:
        text, node = self._text(root, "year", 20), root.get("year")
        if text is None or node is None:
            return None
        if not re.fullmatch(r"[12]\d{3}", text):
            self._find(node, "bad-year", text=text)
            return None
        return int(text)

    def _names(self, root: Mapping, key: str) -> tuple[str, ...]:
        node = root.get(key)
        if node is None:
            return ()
        items = node.items if isinstance(node, Sequence) else (node,)
        names = [one.text.strip() for one in items if isinstance(one, Scalar) and one.text.strip()]
        if len(names) != len(items):
            self._find(node, "not-names", key=key)
        return tuple(sorted(set(names)))

    def _days(self, node: Node | None, mark: Mark) -> Iterator[Entry]:
        if node is None:
            return
        for item in node.items if isinstance(node, Sequence) else (node,):
            name = None
            days: Node | None = item
            if isinstance(item, Mapping):
                for key, _ in item.entries:
                    if key.text not in _ITEM_KEYS:
                        self._find(key, "unknown-key", key=key.text, keys=_ITEM_KEYS)
                days, name = item.get("days"), self._text(item, "name", 100)
            if not isinstance(days, Scalar):
                self._find(item, "no-date", text="")
                continue
            yield from self._range(days, mark, name)

    def _range(self, node: Scalar, mark: Mark, name: str | None) -> Iterator[Entry]:
        found = _RANGE.match(node.text)
        try:
            first = date.fromisoformat(found[1]) if found else None
            last = date.fromisoformat(found[2]) if found and found[2] else first
        except ValueError:
            first = last = None
        if first is None or last is None:
            self._find(node, "no-date", text=node.text)
        elif last < first:
            self._find(node, "backwards", text=node.text)
        elif (last - first).days >= LONGEST:
            self._find(node, "too-long", text=node.text, most=LONGEST)
        else:
            for one in range((last - first).days + 1):
                yield Entry(first + timedelta(days=one), mark, name, node.span.line)

    def _once(self, entries: list[Entry]) -> list[Entry]:
        found: dict[date, Entry] = {}
        for one in entries:
            known = found.setdefault(one.day, one)
            if known.mark != one.mark:
                said = _WORDS["contradiction"]
                values = {"day": one.day.isoformat(), "other": known.line}
                text = Text(said.say("zh", values), said.say("en", values))
                self._findings.append(
                    CalendarFinding(self._file, one.line, None, "contradiction", True, text)
                )
        return [found[day] for day in sorted(found)]


def _missing(year: int | None, entries: list[Entry]) -> tuple[str, ...]:
    """Festivals that a notice for a year leaves out; none where its days have no names at all."""
    named = {one for entry in entries for one in festivals_in(entry.name or "")}
    if year is None or not named:
        return ()
    return tuple(one for one in festivals_of(year) if one not in named)


_WORDS: dict[str, Text] = {
    "not-a-mapping": Text(
        "文件应写成「键: 值」；可用的键：{keys}", "the file should be `key: value`; the keys are: {keys}"
    ),
    "unknown-key": Text("没有键 {key}；可用的键：{keys}", "there is no key {key}; the keys are: {keys}"),
    "only-of-a-layer": Text(
        "{key} 只用于本地历；请加上 layer: 名称，或删去 {key}",
        "{key} belongs to a local layer; add `layer: name`, or leave {key} out",
    ),
    "only-of-a-notice": Text(
        "{key} 只用于全国的通知，本地历不宣布整年；请删去 {key}",
        "{key} belongs to a notice for the mainland, a layer announces no year; leave {key} out",
    ),
    "no-days": Text(
        "没有任何日期；请写 off: 或 work:", "there are no days; write them under `off:` or `work:`"
    ),
    "not-a-word": Text(
        "{key} 应为一个词，最多 {most} 个字符", "{key} should be one word of at most {most} characters"
    ),
    "not-names": Text("{key} 应为编号的列表", "{key} should be a list of ids"),
    "bad-layer": Text(
        "本地历的名称 {name} 只能用文字、数字、- 和 _",
        "a layer is named with letters, digits, - and _, unlike {name}",
    ),
    "bad-year": Text("「{text}」不是年份；例：2027", "'{text}' is no year; write 2027"),
    "no-date": Text(
        "「{text}」不是日期；请写 2027-02-01 或 2027-02-01..2027-02-07",
        "'{text}' is no day; write 2027-02-01 or 2027-02-01..2027-02-07",
    ),
    "backwards": Text("「{text}」的止日早于起日；请核对", "'{text}' ends before it begins; check the dates"),
    "too-long": Text(
        "「{text}」超过 {most} 天；请核对", "'{text}' is longer than {most} days; check the dates"
    ),
    "contradiction": Text(
        "{day} 既放假又上班（第 {other} 行与本行）；请核对",
        "{day} is both off and worked (line {other} and this one); check them",
    ),
}
"""What may be wrong in a YAML file, by code."""
