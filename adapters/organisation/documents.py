"""YAML: the tables as lists of mappings, with the line and column of every word."""

from __future__ import annotations

from duban.engine.core.text import Text
from duban.engine.dsl.source import Limits, Mapping, Node, Scalar, Sequence, read

from .columns import TABLES, Table, nearest, table_named
from .findings import Findings, Place
from .sheets import Cell, Row, Sheet, Unusable, Value, unknown_column

_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_READABLE = Limits(size=2 * 2**20, nodes=400_000)
"""Some ten thousand people; a parser reads that in seconds."""
_LIMITS = frozenset(("file-too-large", "too-many-nodes"))


def read_yaml(content: bytes, file: str, findings: Findings) -> list[Sheet]:
    """The tables of a YAML file.

    Words stay as they are written (`no` is a word until a column of truth values reads it).
    """
    source = read(content, file, _READABLE)
    for one in source.findings:
        said = Text(one.message("zh"), one.message("en"))
        place = Place(file, line=one.line, column=one.column)
        if one.code in _LIMITS:
            findings.add("yaml-too-large", place, said=said)
        elif one.code == "empty-file":
            findings.add("nothing", place)
        else:
            findings.add("yaml", place, said=said, advice=Text(one.hint("zh"), one.hint("en")))
    if source.root is None or findings.failed:
        return []
    names = [Text(table.zh[0], table.en[0]) for table in TABLES]
    if not isinstance(source.root, Mapping):
        findings.add("not-a-mapping", _at(file, source.root), tables=names)
        return []
    sheets = []
    for key, node in source.root.entries:
        table = table_named(key.text)
        if table is None:
            near = nearest(key.text, [name for one in TABLES for name in one.en + one.zh])
            findings.add("unknown-table", _at(file, key), table=key.text, tables=names, nearest=near)
        elif not _is_empty(node):
            sheets.append(_sheet(node, table, key.text, file, findings))
    return sheets


def _sheet(node: Node, table: Table, key: str, file: str, findings: Findings) -> Sheet:
    if not isinstance(node, Sequence):
        findings.add("not-a-list", _at(file, node), table=key)
        return Sheet(table.name, [])
    rows = []
    for item in node.items:
        if isinstance(item, Mapping):
            rows.append(_row(item, table, file, findings))
        else:
            findings.add("not-a-row", _at(file, item))
    return Sheet(table.name, rows)


def _row(node: Mapping, table: Table, file: str, findings: Findings) -> Row:
    row = Row(_at(file, node), {})
    headings: dict[str, str] = {}
    for key, value in node.entries:
        column = table.column(key.text)
        if column is None:
            unknown_column(key.text, table, _at(file, key), findings)
        elif column.field in headings:
            place = _at(file, key)
            findings.add("duplicate-column", place, column=key.text, first=headings[column.field])
        else:
            headings[column.field] = key.text
            row.cells[column.field] = Cell(_value(value, column.kind == "list"), _at(file, value))
    return row


def _value(node: Node, listed: bool) -> Value:
    if isinstance(node, Scalar):
        return None if _is_empty(node) else node.text
    if isinstance(node, Mapping) or not listed:
        return Unusable("not-one-value")
    return tuple("" if _is_empty(one) or not isinstance(one, Scalar) else one.text for one in node.items)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and node.text in _EMPTY


def _at(file: str, node: Node) -> Place:
    return Place(file, line=node.span.line, column=node.span.column)
