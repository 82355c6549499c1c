"""A report as a question is answered with it: what it reads of a case, and its rows as plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from ..core.case import Case
from ..core.definition import Definition
from ..core.facts import Facts
from ..core.names import Names
from ..core.reporting import MISSING, PARTS, Report, Row, Share, Tree, gaps
from ..core.text import Language
from ..core.times import instant, local_day, stamp
from .base import View


class Looked(Mapping[str, object]):
    """What a report reads of a case: what a guard may, and how the case stands."""

    def __init__(self, definition: Definition, case: Case, facts: Facts, now: datetime) -> None:
        self._names = Names(definition, case.body, facts, "", stamp(now))
        self._case, self._now, self._zone = case, now, facts.zone

    def __getitem__(self, name: str) -> object:
        if not name.startswith("case."):
            return self._names[name]
        value = _STANDING[name[5:]](self._case, self._now, self._zone)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _late(case: Case, now: datetime, zone: tzinfo) -> int | None:
    """Natural days since the last day of the deadline that is longest overdue."""
    passed = [one for one in case.deadlines.values() if "due" in one and instant(one["due"]) <= now]
    days = [(local_day(now, zone) - date.fromisoformat(one["last"])).days for one in passed]
    return max(days, default=None)


_STANDING: Mapping[str, Any] = {
    "id": lambda case, now, zone: case.id,
    "workflow": lambda case, now, zone: case.workflow,
    "state": lambda case, now, zone: case.state,
    "status": lambda case, now, zone: case.status,
    "overdue": lambda case, now, zone: _late(case, now, zone) is not None,
    "undetermined": lambda case, now, zone: any("undetermined" in one for one in case.deadlines.values()),
    "late": _late,
    "age": lambda case, now, zone: (
        (local_day(now, zone) - local_day(instant(case.body["opened_at"]), zone)).days
    ),
    "waiting": lambda case, now, zone: (
        (local_day(now, zone) - local_day(instant(case.body["entered"]["at"]), zone)).days
    ),
    "breaches": lambda case, now, zone: len(case.body.get("breaches", {})),
}


def view_of(
    report: Report, rows: list[Row], tree: Tree, unit: str | None, as_of: str, language: Language
) -> View:
    """A report as it is handed out."""
    columns = (
        [{"id": value, "title": title.pick(language)} for value, title in report.values]
        if report.kind == "matrix"
        else [{"id": one.id, "title": one.title.pick(language)} for one in report.columns]
    )
    if report.kind == "list":
        columns.insert(0, {"id": "case", "title": {"zh": "编号", "en": "case"}[language]})
    view: View = {
        "report": report.id,
        "title": report.title.pick(language),
        "kind": report.kind,
        "basis": report.basis,
        "as_of": as_of,
        "unit": unit,
        "columns": columns,
        "rows": [_row(report, row, tree, language) for row in rows],
    }
    if report.kind == "matrix":
        classes = {one.id: one.title.pick(language) for one in report.cells}
        view["classes"] = classes | {MISSING: report.missing.pick(language)}
        view["gaps"] = {
            kind: [{"unit": one, "value": value} for one, value in found]
            for kind, found in gaps(report, rows).items()
        }
    return view


def _row(report: Report, row: Row, tree: Tree, language: Language) -> View:
    known = tree.units.get(row.unit)
    told: View = {"unit": row.unit or None, "unit_title": known.title if known is not None else None}
    if report.kind == "board":
        told |= {"part": row.part, "part_title": PARTS[row.part].pick(language)}
    values = {name: _value(value) for name, value in row.values.items()}
    return told | {"values": values}


def _value(value: Any) -> Any:
    if isinstance(value, Share):
        return {"n": value.n, "of": value.of, "percent": value.percent}
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return value if isinstance(value, (str, int, bool)) or value is None else str(value)
