"""Reports from the record alone: boards of units, lists, and the matrix of what ought to be there.

A report is data (`workflows/campaign/reports.yaml`): what it counts is a condition over the case, its unit and
how it stands (`case.state`, `case.overdue`, `case.age`). Nothing here knows a workflow by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from .facts import UnitFacts
from .guards import Guard, evaluate
from .ranking import rank
from .registers import Entry
from .shares import percents
from .text import Text

Kind = Literal["board", "list", "matrix"]
Part = Literal["own", "below", "subordinates", "total"]
PARTS: Mapping[Part, Text] = {
    "own": Text("本级", "own"),
    "below": Text("下级", "below"),
    "subordinates": Text("下级小计", "subordinates together"),
    "total": Text("合计", "total"),
}
"""What a row of a board stands for. A unit's own cases are never mixed with those of its subordinates: 不能用抓下面代替抓自己."""


MISSING_WORDS = Text("缺项", "missing")
"""What a cell is called whose case ought to be there and is not."""


class Column(Struct, frozen=True):
    """A column: a count of cases (`that`), their share of another column, or in a list a value of the case."""

    id: str
    title: Text
    that: Guard | None = None
    share: str | None = None
    """The column whose share of the column `of` it is."""
    of: str | None = None
    among: tuple[str, ...] = ()
    """The columns whose shares of `of` are to add up to 100 with it; empty: it is rounded by itself."""
    digits: int = 1
    """Decimals of a percentage."""
    value: str | None = None
    """In a list: the field or name whose value is shown."""
    rank: str | None = None
    """The column by which units below, or the lines of a list, are ranked: those that tie share a rank (`ranking.py`)."""
    group: str | None = None
    """What of a unit makes the classes that are ranked apart, such as `unit.level`."""
    ascending: bool = False
    """Whether the smallest comes first."""

    @property
    def counts(self) -> bool:
        """Whether it counts cases, and does not only reckon with what other columns hold."""
        return self.share is None and self.rank is None


class Cell(Struct, frozen=True):
    """A class of the cells of a matrix: the first whose condition holds of the case names the cell."""

    id: str
    title: Text
    that: Guard | None = None
    lacking: bool = False
    """Counted as a gap (漏项), as a cell without a case (缺项) is."""


class Report(Struct, frozen=True):
    """What is looked at, and how it is laid out."""

    id: str
    title: Text
    kind: Kind
    workflows: tuple[str, ...]
    that: Guard | None = None
    """Only cases of which this holds."""
    columns: tuple[Column, ...] = ()
    across: str | None = None
    """In a matrix: the field whose values are the columns."""
    values: tuple[tuple[str, Text], ...] = ()
    """In a matrix: the values that ought to be there."""
    register: str | None = None
    """In a matrix: the register whose entries are the values; which there are is handed in with `over`."""
    entries: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By key: what the entries say that are not retired."""
    cells: tuple[Cell, ...] = ()
    missing: Text = MISSING_WORDS
    applies: Guard | None = None
    """In a matrix: units (and values, as `value` and `entry`) of which a case is expected."""
    sort: str | None = None
    descending: bool = False
    basis: str | None = None

    def over(self, entries: Sequence[Entry]) -> Report:
        """The same across the entries of its register as they now stand; of a retired one no case is expected."""
        values = tuple((one.key, one.title) for one in entries)
        standing = {one.key: one.row() for one in entries if one.retired is None}
        return replace(self, values=values, entries=standing)


class Subject(Struct, frozen=True):
    """A case as a report sees it."""

    case: str
    unit: str
    names: Mapping[str, object]


class Tree(Struct, frozen=True):
    """The units by id, and the units right below each."""

    units: Mapping[str, UnitFacts]
    below: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, units: Iterable[UnitFacts]) -> Tree:
        """The tree that these units make; a unit whose parent is not among them is a root."""
        known = {one.id: one for one in units}
        below: dict[str, tuple[str, ...]] = {}
        for one in known.values():
            parent = one.parent if one.parent in known else ""
            below[parent or ""] = (*below.get(parent or "", ()), one.id)
        return cls(known, below)

    def under(self, unit: str) -> Iterator[str]:
        """A unit and everything below it; each once, even where the tree runs in a circle."""
        seen: set[str] = set()
        waiting = [unit]
        while waiting:
            one = waiting.pop(0)
            if one not in seen:
                seen.add(one)
                if one:
                    yield one
                waiting += self.below.get(one, ())


class Row(Struct, frozen=True):
    """A row of a report: what it stands for, and a value for each column (a number, or text)."""

    unit: str
    part: Part
    values: Mapping[str, Any]


class Share(Struct, frozen=True):
    """A share in a board: so many of so many, and the percentage as it is rounded; none of nothing."""

    n: int
    of: int
    percent: str | None


def board(report: Report, subjects: Iterable[Subject], tree: Tree, unit: str | None) -> list[Row]:
    """The rows of a unit: its own cases, each unit below with all that is under it, those together, and the total.

    Without a unit, the whole tree: every root with all that is under it.
    """
    counts = _counted(report, subjects)
    columns = [one.id for one in report.columns if one.counts]

    def together(units: Iterable[str]) -> dict[str, int]:
        chosen = [counts[one] for one in units if one in counts]
        return {column: sum(one[column] for one in chosen) for column in columns}

    top = unit or ""
    below = [(one, together(tree.under(one))) for one in tree.below.get(top, ())]
    parts: list[tuple[str, Part, dict[str, int]]] = []
    if unit is not None:
        parts.append((unit, "own", together([unit])))
    parts += [(one, "below", count) for one, count in below]
    lower = {column: sum(count[column] for _, count in below) for column in columns}
    if unit is not None and below:
        parts.append((unit, "subordinates", lower))
    everything = together(tree.under(top))
    parts.append((top, "total", everything))
    rows = [Row(one, part, _with_shares(report, count)) for one, part, count in parts]
    ranked = iter(_ranked(report, [row for row in rows if row.part == "below"], tree))
    return [next(ranked) if row.part == "below" else row for row in rows]


def _ranked(report: Report, rows: list[Row], tree: Tree) -> list[Row]:
    """These rows with their ranks; a share of nothing, and a line without a value, stands apart."""
    for column in report.columns:
        if column.rank is None:
            continue
        told = [
            {
                "value": _ranked_by(row.values.get(column.rank)),
                "class": unit_names(tree.units[row.unit]).get(column.group or "")
                if row.unit in tree.units
                else None,
            }
            for row in rows
        ]
        places = rank(told, "value", group=["class"] if column.group else [], ascending=column.ascending)
        rows = [
            replace(row, values={**row.values, column.id: place.rank})
            for row, place in zip(rows, places, strict=True)
        ]
    return rows


def _ranked_by(value: object) -> object:
    """A share by its exact value, whatever its percentage is rounded to."""
    if isinstance(value, Share):
        return Fraction(value.n, value.of) if value.of else None
    return value


def _counted(report: Report, subjects: Iterable[Subject]) -> dict[str, dict[str, int]]:
    columns = [one for one in report.columns if one.counts]
    counts: dict[str, dict[str, int]] = {}
    for subject in subjects:
        if not holds(report.that, subject.names):
            continue
        row = counts.setdefault(subject.unit, {one.id: 0 for one in columns})
        for column in columns:
            row[column.id] += holds(column.that, subject.names)
    return counts


def _with_shares(report: Report, count: Mapping[str, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in report.columns:
        if column.share is None:
            values[column.id] = count[column.id] if column.counts else None
            continue
        n, of = count[column.share], count[column.of or column.share]
        # In the order of the report, so that columns that name each other are given out alike; whoever says which others
        # add up to 100 with it need not name the column itself.
        whole = {*column.among, column.share}
        parts = [one.id for one in report.columns if one.id in whole]
        rounded = percents([count[one] for one in parts], of, column.digits)
        percent = rounded[parts.index(column.share)] if rounded else None
        values[column.id] = Share(n, of, percent)
    return values


def listing(report: Report, subjects: Iterable[Subject], tree: Tree, unit: str | None) -> list[Row]:
    """A row for each case of the unit and what is under it, in the order asked for."""
    inside = set(tree.under(unit)) if unit is not None else None
    rows = [
        (
            subject,
            {one.id: subject.names.get(one.value or one.id) for one in report.columns if one.rank is None},
        )
        for subject in subjects
        if (inside is None or subject.unit in inside) and holds(report.that, subject.names)
    ]
    if report.sort is not None:
        column = report.sort
        present = [one for one in rows if one[1][column] is not None]
        absent = [one for one in rows if one[1][column] is None]
        present.sort(key=lambda one: _order(one[1][column]), reverse=report.descending)
        rows = present + absent
    told = [Row(subject.unit, "own", {"case": subject.case, **values}) for subject, values in rows]
    return _ranked(report, told, tree)


def matrix(report: Report, subjects: Iterable[Subject], tree: Tree, unit: str | None) -> list[Row]:
    """A row for each unit, a cell for each value: the class of its case, `missing` where one ought to be, or nothing.

    Of several cases in one cell the class that comes first in the report is told.
    """
    found: dict[tuple[str, str], int] = {}
    for subject in subjects:
        value = subject.names.get(report.across or "")
        if value is None or not holds(report.that, subject.names):
            continue
        place = next((at for at, one in enumerate(report.cells) if holds(one.that, subject.names)), None)
        if place is not None:
            key = (subject.unit, str(value))
            found[key] = min(found.get(key, place), place)
    rows = []
    for one in tree.under(unit or ""):
        cells: dict[str, str | None] = {}
        for value, _ in report.values:
            at = found.get((one, value))
            if at is not None:
                cells[value] = report.cells[at].id
            else:
                cells[value] = MISSING if _expected(report, tree.units[one], value) else None
        if any(cells.values()):
            rows.append(Row(one, "own", cells))
    return rows


MISSING = "missing"
"""The cell of a unit that ought to have a case and has none."""


def gaps(report: Report, rows: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """What a matrix lacks: (unit, value) without a case, and those whose case is of a class that lacks something."""
    lacking = {one.id for one in report.cells if one.lacking}
    cells = [(row.unit, value, cell) for row in rows for value, cell in row.values.items()]
    return {
        MISSING: [(unit, value) for unit, value, cell in cells if cell == MISSING],
        "lacking": [(unit, value) for unit, value, cell in cells if cell in lacking],
    }


def _expected(report: Report, unit: UnitFacts, value: str) -> bool:
    entry = report.entries.get(value)
    if report.register is not None and entry is None:
        return False
    if report.applies is None:
        return True
    about = {"value": value} if entry is None else {"value": value, "entry": entry}
    return holds(report.applies, {**unit_names(unit), **about})


def unit_names(unit: UnitFacts) -> dict[str, object]:
    """What a condition reads of a unit."""
    names: dict[str, object] = {
        "unit.id": unit.id,
        "unit.title": unit.title,
        "unit.level": unit.level,
        "unit.rank": unit.rank,
        "unit.parent": unit.parent,
        "unit.supervised_by": unit.supervised_by,
        "unit.category": frozenset(unit.category),
    }
    return {name: value for name, value in names.items() if value is not None}


def holds(guard: Guard | None, names: Mapping[str, object]) -> bool:
    """Whether a condition holds; without one everything does, and an undecided one does not."""
    return guard is None or evaluate(guard, names).value is True


def _order(value: Any) -> tuple[int, Any]:
    """Numbers before everything else, which is ordered as it is written."""
    return (0, value) if isinstance(value, (int, float)) else (1, str(value))
