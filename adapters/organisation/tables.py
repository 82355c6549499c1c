"""Tables of cells to an organisation, and its problems back to their places."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from duban.engine.core.organisation import (
    Delegation,
    Known,
    Organisation,
    Person,
    Post,
    Problem,
    TableName,
    Unit,
    problems,
)

from .cells import read_bool, read_date, read_list, read_text
from .columns import TABLE, Column
from .findings import Findings, OrgFinding
from .sheets import Cell, Row, Sheet

_Typed = TypeVar("_Typed")
_Value = TypeVar("_Value")


def organise(sheets: Sequence[Sheet], known: Known | None, findings: Findings) -> Organisation:
    """The organisation that the sheets tell, with everything wrong in it noted.

    A cell that was refused counts as empty, so that one mistake is told once and the rest is still checked.
    """
    rows: dict[TableName, list[Row]] = {name: [] for name in TABLE}
    for sheet in sheets:
        rows[sheet.table].extend(sheet.rows)
    refused: dict[tuple[TableName, int], set[str]] = {}

    def typed(table: TableName, make: Callable[[_Reading], _Value]) -> tuple[_Value, ...]:
        readings = [_Reading(table, row, findings) for row in rows[table]]
        values = tuple(make(one) for one in readings)
        refused.update({(table, number): one.refused for number, one in enumerate(readings) if one.refused})
        return values

    organisation = Organisation(
        typed("units", _unit),
        typed("people", _person),
        typed("posts", _post),
        typed("delegations", _delegation),
    )
    for problem in problems(organisation, known):
        if not _clouded(problem, refused):
            findings.put(_placed(problem, rows[problem.table]))
    return organisation


def _clouded(problem: Problem, refused: Mapping[tuple[TableName, int], set[str]]) -> bool:
    """Whether a problem may come only from a cell that was refused.

    That is a cell of the same attribute or, where two rows clash in time, any of either row.
    """
    here = refused.get((problem.table, problem.row), set())
    if problem.field in here:
        return True
    if problem.first is None or problem.code == "duplicate-id":
        return False
    return bool(here or refused.get((problem.table, problem.first)))


class _Reading:
    """The cells of one row being typed."""

    def __init__(self, table: TableName, row: Row, findings: Findings) -> None:
        self._table = TABLE[table]
        self._row = row
        self._findings = findings
        self.refused: set[str] = set()
        """Attributes whose cells were refused."""

    def needed(self, name: str) -> str:
        return self.text(name) or ""

    def text(self, name: str) -> str | None:
        return self._typed(name, read_text)

    def words(self, name: str) -> tuple[str, ...]:
        return self._typed(name, read_list)

    def truth(self, name: str) -> bool | None:
        return self._typed(name, read_bool)

    def day(self, name: str) -> date | None:
        return self._typed(name, read_date)

    def _typed(self, name: str, read: Callable[[Cell | None, Column, Findings], _Typed]) -> _Typed:
        before = self._findings.count
        value = read(self._row.cells.get(name), self._table.field(name), self._findings)
        if self._findings.count > before:
            self.refused.add(name)
        return value


def _unit(row: _Reading) -> Unit:
    return Unit(
        id=row.needed("id"),
        title=row.needed("title"),
        level=row.text("level"),
        parent=row.text("parent"),
        category=row.words("category"),
        rank=row.text("rank"),
        supervised_by=row.text("supervised_by"),
    )


def _person(row: _Reading) -> Person:
    return Person(row.needed("id"), row.needed("name"), row.text("rank"), row.truth("party_member"))


def _post(row: _Reading) -> Post:
    return Post(
        row.needed("person"), row.needed("post"), row.needed("unit"), row.day("since"), row.day("until")
    )


def _delegation(row: _Reading) -> Delegation:
    return Delegation(
        from_person=row.needed("from_person"),
        to_person=row.needed("to_person"),
        workflows=row.words("workflows"),
        since=row.day("since"),
        until=row.day("until"),
    )


def _placed(problem: Problem, rows: Sequence[Row]) -> OrgFinding:
    row = rows[problem.row]
    cell = row.cells.get(problem.field)
    values: dict[str, object] = dict(problem.values)
    if "field" in values:
        values["field"] = TABLE[problem.table].field(problem.field).shown
    if problem.first is not None:
        values["first"] = str(rows[problem.first].place)
    return OrgFinding(
        problem.code,
        problem.severity,
        cell.place if cell is not None else row.place,
        problem.message,
        problem.hint,
        tuple(values.items()),
    )
