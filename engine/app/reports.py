"""What leaders look at: boards, lists and matrices over the record, with nothing kept beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from sqlalchemy import Connection

from ..core.case import Case
from ..core.facts import Facts, UnitFacts
from ..core.seeing import Viewer
from ..core.text import Language, Text
from ..core.times import local, stamp
from ..errors import InvalidInput, UnknownReport, UnknownUnit
from ..ports import Units
from ..runtime.facts import Setting
from ..store import records
from ..store.registers import entries_of
from .base import Base, View
from .suspicion import Suspect

if TYPE_CHECKING:  # the language and what makes a report are loaded for a report only
    from ..core.reporting import Report, Subject, Tree
    from ..dsl.reports import ReportFile


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
            from ..core import reporting
            from .report_views import view_of

            make = {"board": reporting.board, "list": reporting.listing, "matrix": reporting.matrix}
            rows = make[report.kind](report, subjects, tree, unit)
            return view_of(report, rows, tree, unit, local(stamp(now), setting.zone), language)

        return self._blaming(suspect, lambda: self._door.read(work))

    def _reports_in(self, connection: Connection, file: Path) -> ReportFile:
        from ..dsl.catalogue import load_catalogue
        from ..dsl.diagnostics import has_errors
        from ..dsl.reports import compile_reports

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
        from ..core.reporting import Tree

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
        from ..core.reporting import Subject
        from .report_views import Looked

        bare = Facts(setting.zone, setting.calendar, UnitFacts(""))
        for case in suspect.each(iter(cases)):
            facts = replace(bare, unit=tree.units[case.unit])
            definition = self._definition(connection, case)
            yield Subject(case.id, case.unit, Looked(definition, case, facts, now))


def _data_beside(file: Path) -> Path:
    folder = file.resolve().parent
    return folder if folder.name == "data" else folder / "data"


_FINDINGS = Text(
    "报表文件 {file} 第 {line} 行有误：{what}；duban check {file} 可列出全部问题",
    "the report file {file} is wrong in line {line}: {said}; duban check {file} lists every finding",
)
