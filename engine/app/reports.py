"""What leaders look at: boards, lists and matrices over the record, with nothing kept beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, tzinfo
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from ..core import reporting
from ..core.case import Case
from ..core.definition import Definition
from ..core.facts import Facts, UnitFacts
from ..core.names import Names
from ..core.reporting import PARTS, Report, Row, Share, Subject, Tree, gaps
from ..core.seeing import Viewer
from ..core.text import Language, Text
from ..core.times import instant, local, local_day, stamp
from ..dsl.catalogue import load_catalogue
from ..dsl.diagnostics import has_errors
from ..dsl.reports import ReportFile, compile_reports
from ..errors import InvalidInput, UnknownReport, UnknownUnit
from ..ports import Units
from ..runtime.facts import Setting
from ..store import records
from ..store.registers import entries_of
from .base import Base, View
from .suspicion import Suspect


class Reports(Base):
    """Reports, which change nothing."""

    def reports(self, file: Path) -> tuple[Report, ...]:
        """The reports of a file, against the workflows that are deployed.

        Raises:
            InvalidInput: the file has findings; `duban check` tells them all.
        """
        return self._door.read(lambda connection: self._reports_in(connection, file).reports)

    def report(
        self,
        file: Path,
        name: str,
        *,
        unit: str | None = None,
        language: Language = "zh",
        by: Viewer = None,
    ) -> View:
        """One report as it now comes out of the record.

        Args:
            file: a file of reports.
            name: the report's id.
            unit: the unit looked at, with everything under it; without one, all.
            language: of titles and classes.
            by: who looks. Cases that they may not know of are not counted, and private fields read as not filled in.

        Raises:
            InvalidInput: the file has findings.
            UnknownReport: the file has no such report.
            UnknownUnit: there is no such unit.
        """
        suspect = Suspect()

        def work(connection: Connection) -> View:
            found = self._reports_in(connection, file)
            report = next((one for one in found.reports if one.id == name), None)
            if report is None:
                raise UnknownReport(report=name, known=", ".join(one.id for one in found.reports))
            sight = self._sight(connection, by)
            if report.register is not None:
                report = report.over(entries_of(connection, report.register))
            cases = [
                sight.shade(case).case(case)
                for workflow in report.workflows
                for case in suspect.each(records.cases(connection, workflow=workflow, hushed=sight.hushed))
                if sight.sees(case)
            ]
            tree = self._tree(connection, cases)
            if unit is not None and unit not in tree.units:
                raise UnknownUnit(unit=unit)
            now, setting = self._now(connection), self._setting(connection)
            subjects = self._subjects(connection, cases, tree, now, setting, suspect)
            make = {"board": reporting.board, "list": reporting.listing, "matrix": reporting.matrix}
            rows = make[report.kind](report, subjects, tree, unit)
            return _view(report, rows, tree, unit, local(stamp(now), setting.zone), language)

        return self._blaming(suspect, lambda: self._door.read(work))

    def _reports_in(self, connection: Connection, file: Path) -> ReportFile:
        deployed = {one.workflow for one in self._definitions.versions(connection)}
        workflows = {one: self._definitions.newest(connection, one).definition for one in sorted(deployed)}
        found = compile_reports(file, workflows, load_catalogue([_data_beside(file)]))
        if has_errors(found.findings):
            first = found.findings[0]
            raise InvalidInput(
                _FINDINGS, file=file, line=first.line, what=first.message("zh"), said=first.message("en")
            )
        return found

    def _tree(self, connection: Connection, cases: list[Case]) -> Tree:
        directory = self._work(connection).directory
        known = {one.id: one for one in directory.units()} if isinstance(directory, Units) else {}
        for case in cases:
            known.setdefault(case.unit, UnitFacts(case.unit, case.unit))
        return Tree.of(known.values())

    def _subjects(
        self,
        connection: Connection,
        cases: list[Case],
        tree: Tree,
        now: datetime,
        setting: Setting,
        suspect: Suspect,
    ) -> Iterator[Subject]:
        bare = Facts(setting.zone, setting.calendar, UnitFacts(""))
        for case in suspect.each(iter(cases)):
            facts = replace(bare, unit=tree.units[case.unit])
            definition = self._definition(connection, case)
            yield Subject(case.id, case.unit, Looked(definition, case, facts, now))


def _data_beside(file: Path) -> Path:
    folder = file.resolve().parent
    return folder if folder.name == "data" else folder / "data"


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


def _view(
    report: Report, rows: list[Row], tree: Tree, unit: str | None, as_of: str, language: Language
) -> View:
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
        view["classes"] = classes | {reporting.MISSING: report.missing.pick(language)}
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


_FINDINGS = Text(
    "报表文件 {file} 第 {line} 行有误：{what}；duban check {file} 可列出全部问题",
    "the report file {file} is wrong in line {line}: {said}; duban check {file} lists every finding",
)
