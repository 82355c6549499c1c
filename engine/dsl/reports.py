"""A file of reports becomes reports, or findings: what leaders look at is data, like the workflows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from ..core.definition import Definition
from ..core.fields import Enumeration, Field, FieldType, Record
from ..core.guards import BOOL, INTEGER, TEXT, Guard, enum_of
from ..core.guards.types import Type
from ..core.registers import Register
from ..core.reporting import MISSING_WORDS, Cell, Column, Kind, Report
from ..core.text import Text
from ..errors import system_reason
from .access import entries, prose, scalar, title, words
from .catalogue import Catalogue
from .declarations import Types
from .diagnostics import Finding, Span
from .diagnostics import Report as Findings
from .expressions import UNIT_NAMES, Environment, environment_of, parse_guard
from .people import refer
from .registers import entry_record, names_register, register_name
from .shapes import BASIS, IDENTIFIER, REFERENCE, TITLE, Form, Key, ListOf, OneOf, Table, Word
from .source import Mapping as Node
from .source import Scalar, Source, read
from .structure import check

_COLUMN = Form("column", (
    Key("title", TITLE, True), Key("that", Word("guard")), Key("share", REFERENCE), Key("of", REFERENCE),
    Key("among", ListOf(REFERENCE)), Key("digits", OneOf(("0", "1", "2", "3"))), Key("value", REFERENCE),
    Key("rank", REFERENCE), Key("class", OneOf(("unit.level", "unit.rank", "unit.parent", "unit.supervised_by"))),
    Key("order", OneOf(("descending", "ascending"))),
))  # fmt: skip
_CELL = Form("cell", (Key("title", TITLE, True), Key("that", Word("guard")), Key("lacking", Word("flag"))))
_REPORT = Form("report", (
    Key("title", TITLE, True), BASIS, Key("kind", OneOf(("board", "list", "matrix")), True),
    Key("workflow", ListOf(REFERENCE, alone=True), True), Key("that", Word("guard")),
    Key("columns", Table(IDENTIFIER, _COLUMN)), Key("across", REFERENCE), Key("values", ListOf(REFERENCE, alone=True)),
    Key("cells", Table(IDENTIFIER, _CELL)),
    Key("missing", TITLE), Key("applies", Word("guard")), Key("sort", REFERENCE), Key("descending", Word("flag")),
))  # fmt: skip
REPORTS = Form("reports", (Key("reports", Table(IDENTIFIER, _REPORT), True),))
"""A file of reports."""

CASE_STANDING: Mapping[str, Type] = {
    "case.id": TEXT,
    "case.workflow": TEXT,
    "case.status": enum_of("status", ("open", "success", "failure", "cancelled")),
    "case.overdue": BOOL,
    "case.undetermined": BOOL,
    "case.late": INTEGER,
    "case.age": INTEGER,
    "case.waiting": INTEGER,
    "case.breaches": INTEGER,
}
"""What a report reads of a case beside its fields: days are natural days."""


class ReportFile(Struct, frozen=True):
    """What a file of reports came to."""

    reports: tuple[Report, ...]
    findings: tuple[Finding, ...]
    text: str


def compile_reports(path: Path, workflows: Mapping[str, Definition], catalogue: Catalogue) -> ReportFile:
    """Read a file of reports against the workflows that it looks at.

    Args:
        path: the file.
        workflows: the definitions it may name, by id.
        catalogue: where the values across a matrix may be declared besides.
    """
    findings = Findings(str(path))
    try:
        content = path.read_bytes()
    except OSError as problem:
        findings.error("file-unreadable", Span(1, 1, 1), reason=system_reason(problem))
        return ReportFile((), findings.done(), "")
    source = read(content, str(path))
    findings.findings.extend(source.findings)
    usable = check(source.root, REPORTS, findings) if source.root is not None else None
    if not isinstance(usable, Node):
        return ReportFile((), findings.done(), source.text)
    reports = tuple(
        _Builder(name, node, workflows, catalogue.types, source, findings).report()
        for name, node in entries(usable, "reports")
    )
    return ReportFile(reports, findings.done(), source.text)


class _Builder:
    """One report put together from checked nodes."""

    def __init__(
        self,
        name: Scalar,
        node: Node,
        workflows: Mapping[str, Definition],
        types: Types,
        source: Source,
        findings: Findings,
    ) -> None:
        self.name, self.node, self.source, self.findings = name, node, source, findings
        named = (refer(one, workflows, "unknown-workflow", findings) for one in words(node, "workflow"))
        self.definitions = [workflows[one] for one in named if one is not None]
        self.enumerations = dict(types.enumerations)
        for definition in (*workflows.values(), *self.definitions):
            self.enumerations |= {one.name: one for one in definition.enumerations}
        self.fields = _common_fields(self.definitions)
        self.registers = dict(types.registers)
        for definition in workflows.values():
            self.registers |= {one.name: one for one in definition.registers}
        self.records = [one for definition in self.definitions for one in definition.records]
        self.environment = _environment(self.definitions, self.fields, self.enumerations, self.records)

    def report(self) -> Report:
        """The report, with whatever could not be understood left out and reported."""
        kind: Kind = "board"
        written = scalar(self.node, "kind")
        if written is not None and written.text in ("list", "matrix"):
            kind = "list" if written.text == "list" else "matrix"
        across = self._across() if kind == "matrix" else None
        register = self._register() if kind == "matrix" else None
        missing = self.node.get("missing")
        sort, descending = scalar(self.node, "sort"), scalar(self.node, "descending")
        columns = tuple(self._columns(kind))
        if sort is not None:
            known = [
                one.id for one in columns if one.rank is None
            ]  # whoever wants that sorts by what it ranks
            refer(sort, known, "unknown-column", self.findings, holder=self.name.text)
        return Report(
            id=self.name.text,
            title=title(self.node, self.name.text),
            kind=kind,
            workflows=tuple(one.id for one in self.definitions),
            that=self._guard("that"),
            columns=columns,
            across=across,
            values=self._values(across) if register is None else (),
            register=register.name if register is not None else None,
            cells=tuple(self._cells()),
            missing=_words(missing) or MISSING_WORDS,
            applies=self._guard("applies", self._of_expected(register)),
            sort=sort.text if sort is not None else None,
            descending=descending is not None and descending.text.lower() == "true",
            basis=prose(self.node, "basis"),
        )

    def _columns(self, kind: Kind) -> Iterable[Column]:
        written = entries(self.node, "columns")
        counts = [
            name.text for name, node in written if node.get("share") is None and node.get("rank") is None
        ]
        if kind != "matrix" and not written:
            self.findings.error("report-without-columns", self.name.span, holder=self.name.text)
        for name, node in written:
            share, of, value = scalar(node, "share"), scalar(node, "of"), scalar(node, "value")
            for one in (share, of, *words(node, "among")):
                if one is not None:
                    refer(one, counts, "unknown-column", self.findings, holder=self.name.text)
            if share is not None and of is None:
                self.findings.error("share-of-what", share.span, column=name.text)
            ranked, group, order = (scalar(node, key) for key in ("rank", "class", "order"))
            if ranked is not None:
                others = [one.text for one, other in written if other.get("rank") is None]
                refer(ranked, others, "unknown-rank", self.findings, holder=self.name.text)
            elif kind == "list" and node.get("that") is None:
                shown = value or name
                refer(shown, self.environment.names, "unknown-field", self.findings)
            digits = scalar(node, "digits")
            yield Column(
                id=name.text,
                title=title(node, name.text),
                that=self._guard("that", node=node),
                share=share.text if share is not None else None,
                of=of.text if of is not None else None,
                among=tuple(one.text for one in words(node, "among")),
                digits=int(digits.text) if digits is not None else 1,
                value=value.text if value is not None else None,
                rank=ranked.text if ranked is not None else None,
                group=group.text if group is not None else None,
                ascending=order is not None and order.text == "ascending",
            )

    def _cells(self) -> Iterable[Cell]:
        for name, node in entries(self.node, "cells"):
            lacking = scalar(node, "lacking")
            yield Cell(
                name.text,
                title(node, name.text),
                self._guard("that", node=node),
                lacking is not None and lacking.text.lower() == "true",
            )

    def _across(self) -> str | None:
        word = scalar(self.node, "across")
        if word is None:
            self.findings.error("matrix-across-what", self.name.span, holder=self.name.text)
            return None
        return refer(word, self.fields, "unknown-field", self.findings)

    def _register(self) -> Register | None:
        """The register across which a matrix runs, if one is named."""
        written = words(self.node, "values")
        if len(written) != 1 or not names_register(written[0]):
            return None
        word, name = written[0], register_name(written[0])
        if name not in self.registers:
            near = self.findings.suggestion(name, self.registers)
            self.findings.error("unknown-register", word.span, name=name, suggestion=near)
        return self.registers.get(name)

    def _of_expected(self, register: Register | None) -> Environment:
        """What may be read of where a case is expected: of the unit, the value, and the entry of a register."""
        if register is None:
            return Environment({**UNIT_NAMES, "value": TEXT})
        record = entry_record(register)
        entry = Field("entry", FieldType("record", record.name), register.title)
        base = environment_of([entry], self.enumerations.values(), [*self.records, record])
        return Environment(
            {**UNIT_NAMES, "value": TEXT, "entry": base.names["entry"]}, self.environment.enumerations
        )

    def _values(self, across: str | None) -> tuple[tuple[str, Text], ...]:
        """The values across: of the enumerations that are named, else of the field's own."""
        field = self.fields.get(across or "")
        named = [
            refer(one, self.enumerations, "unknown-type", self.findings)
            for one in words(self.node, "values")
            if not names_register(one)
        ]
        if not named and field is not None and field.type.kind == "enum":
            named = [field.type.name]
        found = (self.enumerations[name] for name in named if name in self.enumerations)
        return tuple((one.id, one.title) for enumeration in found for one in enumeration.values)

    def _guard(
        self, key: str, environment: Environment | None = None, node: Node | None = None
    ) -> Guard | None:
        word = scalar(node or self.node, key)
        if word is None:
            return None
        parsed = parse_guard(word.text, environment or self.environment)
        if isinstance(parsed, Guard):
            return parsed
        for problem in parsed:
            span = self.source.place(word, problem.column - 1, problem.length)
            self.findings.error(problem.code, span, **dict(problem.values))
        return None


def _common_fields(definitions: Sequence[Definition]) -> dict[str, Field]:
    """The fields by name; one that two workflows declare differently cannot be told and is none."""
    fields: dict[str, Field] = {}
    differ: set[str] = set()
    for definition in definitions:
        for one in definition.fields:
            known = fields.setdefault(one.name, one)
            if known.type != one.type:
                differ.add(one.name)
    return {name: one for name, one in fields.items() if name not in differ}


def _environment(
    definitions: Sequence[Definition],
    fields: Mapping[str, Field],
    enumerations: Mapping[str, Enumeration],
    records: Sequence[Record],
) -> Environment:
    base = environment_of(fields.values(), enumerations.values(), records)
    states = dict.fromkeys(state.id for definition in definitions for state in definition.states)
    standing = {**CASE_STANDING, "case.state": enum_of("state", tuple(states))}
    return Environment({**base.names, **standing}, base.enumerations)


def _words(node: object) -> Text | None:
    if isinstance(node, Scalar):
        return Text(node.text, node.text)
    if isinstance(node, Node):
        zh, en = prose(node, "zh"), prose(node, "en")
        return Text(zh or en or "", en or zh or "")
    return None
