"""`report`: what leaders look at, from the record alone, as a table, as CSV or as JSON."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, UnknownReport

from .desk import LOOKER, Desk, command
from .grammar import Name, argument, option
from .language import language, words
from .reading import read_path

if TYPE_CHECKING:
    from duban.engine.app import Duban

View = dict[str, Any]


@command(
    "report",
    "报表：各单位的汇总、清单、缺项漏项；不写名称则列出有哪些报表",
    "reports: boards of units, lists, what is missing; without a name, which there are",
    example="duban report items --unit city\nduban report items --unit city --csv > items.csv",
)
@argument("name", "报表的名称", "the report", metavar="REPORT", type=Name(), required=False)
@option("--unit", type=Name(), zh="只看这个单位及其下级", en="this unit and what is under it")
@option(
    "--file",
    type=Name(),
    metavar="FILE",
    zh="报表文件，默认用自带的",
    en="a file of reports; the shipped ones by default",
)
@option("--csv", "as_csv", is_flag=True, zh="输出 CSV", en="print CSV")
@LOOKER
def report(
    desk: Desk, name: str | None, unit: str | None, file: str | None, as_csv: bool, by: str | None
) -> None:
    """Print a report."""
    from duban.workflows import reports as shipped

    duban = desk.look(by)
    files = (read_path(file),) if file is not None else _usable(duban, shipped())
    if name is None:
        _list(desk, duban, files)
        return
    view = duban.report(_holding(duban, files, name), name, unit=unit, language=language(), by=by)
    if as_csv and not desk.as_json:
        import click

        click.echo(_csv(view), nl=False)
        return
    desk.print(view, lambda: report_text(view))


def _usable(duban: Duban, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """Of the shipped files those whose workflows are deployed here; where none is, the first says what is missing."""

    def reads(file: Path) -> bool:
        try:
            duban.reports(file)
        except InvalidInput:
            return False
        return True

    return tuple(filter(reads, files)) or files[:1]


def _list(desk: Desk, duban: Duban, files: tuple[Path, ...]) -> None:
    found = [
        {"report": one.id, "title": one.title.pick(language()), "kind": one.kind, "file": file.name}
        for file in files
        for one in duban.reports(file)
    ]

    def text() -> str:
        from .tables import table

        heads = words("报表|名称|种类", "report|title|kind").split("|")
        return table(
            heads, [(one["report"], one["title"], _KINDS[one["kind"]].pick(language())) for one in found]
        )

    desk.print({"reports": found}, text)


def _holding(duban: Duban, files: tuple[Path, ...], name: str) -> Path:
    """The first file that has the report.

    Raises:
        UnknownReport: none has.
    """
    there = {file: [one.id for one in duban.reports(file)] for file in files}
    for file, names in there.items():
        if name in names:
            return file
    raise UnknownReport(report=name, known=", ".join(one for names in there.values() for one in names))


def report_text(view: View) -> str:
    """A report as a table."""
    from .tables import table

    titles = {row["unit"]: row["unit_title"] for row in view["rows"]}
    where = titles.get(view["unit"]) or view["unit"] or words("全部单位", "all units")
    lines = [f"{view['title']}  {where}  {view['as_of'][:16].replace('T', ' ')}"]
    lines.append(table(*_cells(view)))
    if view["kind"] == "matrix":
        lines.append(_gaps(view))
    if view["basis"]:
        lines.append(words(f"依据：{view['basis']}", f"basis: {view['basis']}"))
    return "\n".join(lines)


def _gaps(view: View) -> str:
    """How many are missing or lack something, by what their cells are called."""
    classes, values = view["classes"], {row["unit"]: row["values"] for row in view["rows"]}
    counted = Counter({classes["missing"]: len(view["gaps"]["missing"])})
    counted.update(classes[values[one["unit"]][one["value"]]] for one in view["gaps"]["lacking"])
    return words("，", ", ").join(
        words(f"{title} {number} 处", f"{number} {title}") for title, number in counted.items()
    )


def _cells(view: View) -> tuple[list[str], list[list[str]]]:
    heads = [words("单位", "unit")]
    if view["kind"] == "board":
        heads.append(words("范围", "part"))
    heads += [one["title"] for one in view["columns"]]
    rows = []
    for row in view["rows"]:
        cells = [row["unit_title"] or row["unit"] or words("全部", "all")]
        if view["kind"] == "board":
            cells.append(row["part_title"])
        cells += [_shown(view, row["values"][one["id"]]) for one in view["columns"]]
        rows.append(cells)
    return heads, rows


def _shown(view: View, value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, dict):
        return "—" if value["percent"] is None else f"{value['percent']}%"
    if isinstance(value, list):
        return words("、", ", ").join(value)
    if isinstance(value, bool):
        return words("是", "yes") if value else words("否", "no")
    if view["kind"] == "matrix":
        return str(view["classes"].get(value, value))
    return str(value)


def _csv(view: View) -> str:
    """The table as CSV, with a mark at its head by which spreadsheets know that it is UTF-8."""
    heads, rows = _cells(view)
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + written.getvalue()


def _harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula is text."""
    return (
        f"'{cell}" if cell[:1] in ("=", "+", "@") or (cell[:1] == "-" and not cell[1:2].isdigit()) else cell
    )


_KINDS = {
    "board": Text("汇总", "board"),
    "list": Text("清单", "list"),
    "matrix": Text("对照表", "matrix"),
}

COMMANDS = {"report": report}
