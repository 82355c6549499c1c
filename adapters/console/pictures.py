"""`graph` and `doc`: a definition as a picture, and as pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.definition import Definition
from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, system_reason

from .desk import LOOKER, Desk, command
from .grammar import Name, OneOf, argument, option
from .language import language, words

if TYPE_CHECKING:
    from duban.engine.app import Duban

    from ..graph import Trace


@command(
    "graph",
    "画出流程图；给出事项则标明现处何步、走过何处",
    "draw a workflow; with a case, where it stands and has been",
    example="duban graph rectification-plan -o plan.svg\nduban graph --case CASE --format mermaid",
)
@argument(
    "source",
    "流程或定义文件；给出 --case 时可省",
    "a workflow or a definition file; not needed with --case",
    metavar="WORKFLOW|FILE",
    required=False,
)
@option(
    "--format",
    "form",
    type=OneOf("svg", "mermaid", "dot"),
    default="svg",
    show_default=True,
    zh="格式",
    en="form of the picture",
)
@option("--case", type=Name(), metavar="CASE", zh="标明这个事项", en="mark where this case stands")
@option("--output", "-o", metavar="FILE", zh="写入文件", en="write to a file")
@LOOKER
def graph(
    desk: Desk, source: str | None, form: str, case: str | None, output: str | None, by: str | None
) -> None:
    """Draw."""
    from .. import graph as pictures

    trace = None
    if case is not None:
        duban = desk.look(by)
        view = duban.show(case, by=by)
        definition = duban.definition_of(case, by=by)
        if source is not None and source != view["workflow"] and not Path(source).is_file():
            raise _other_workflow(duban, source, view)
        trace = trace_of(view, duban.history(case, by=by))
    elif source is None:
        raise click.UsageError(words("请给出流程、文件或 --case", "name a workflow, a file or --case"))
    else:
        definition = _definition(desk, source)
    draw: dict[str, Callable[..., str]] = {
        "svg": pictures.svg,
        "mermaid": pictures.mermaid,
        "dot": pictures.dot,
    }
    picture = draw[form](definition, language(), trace)
    value = {"workflow": definition.id, "format": form, "case": case, "graph": picture}
    _give(desk, value, picture, output)


@command("doc", "把流程定义写成一步一表的说明", "tell a definition as one table a step")
@argument("source", "定义文件或流程", "a definition file or a workflow", type=Name(), metavar="FILE|WORKFLOW")
@option("--output", "-o", metavar="FILE", zh="写入文件", en="write to a file")
def doc(desk: Desk, source: str, output: str | None) -> None:
    """Write pages."""
    from ..pages import page

    definition = _definition(desk, source)
    text = page(definition, language())
    _give(desk, {"workflow": definition.id, "doc": text}, text, output)


def _other_workflow(duban: Duban, source: str, view: Mapping[str, Any]) -> Exception:
    """A case is drawn on its own workflow and on no other, deployed or not."""
    duban.definition(source)  # raises where there is none of that name
    told = {"case": view["case"], "own": view["workflow"], "other": source}
    return click.UsageError(_OTHER_WORKFLOW.say(language(), told))


def trace_of(view: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> Trace:
    """Where a case stands and which ways it went."""
    from ..graph import Trace

    ways: Counter[tuple[str, str, str]] = Counter(
        (event["from"], event["action"], event["to"]) for event in events if event["kind"] == "moved"
    )
    visited = dict.fromkeys(one for event in events for one in (event["from"], event["to"]) if one)
    late = {one["name"] for one in view["deadlines"] if one["overdue"]}
    states = tuple(view["states"])
    return Trace(
        current=states,
        visited=tuple(visited),
        edges=tuple((*way, times) for way, times in ways.items()),
        overdue=tuple(one for one in states if one in late or "case" in late),
        round=view["round"],
        status=view["status"],
        case=view["case"],
    )


def _definition(desk: Desk, source: str) -> Definition:
    """The definition of a file, a shipped workflow, or one deployed in the database."""
    from duban.engine.dsl.compiler import check_paths
    from duban.workflows import FOLDER

    path = Path(source)
    if path.is_file():
        compiled = check_paths([path], FOLDER, beside=True)[0]
        if compiled.definition is None:
            first = next(one for one in compiled.findings if one.severity == "error")
            why = Text(first.message("zh"), first.message("en"))
            raise InvalidInput(_BAD_FILE, file=f"{first.file}:{first.line}:{first.column}", why=why)
        return compiled.definition
    if path.suffix or "/" in source:
        raise InvalidInput(_NO_FILE, file=source)
    return desk.open().definition(source)


def _give(desk: Desk, value: dict[str, Any], text: str, output: str | None) -> None:
    if output is None:
        desk.print(value, lambda: text.rstrip("\n"))
        return
    try:
        Path(output).write_text(text, "utf-8")
    except OSError as error:
        raise InvalidInput(_UNWRITABLE, file=output, why=system_reason(error)) from None
    desk.print({**value, "file": output}, lambda: output)


_OTHER_WORKFLOW = Text(
    "事项 {case} 属于流程 {own}，不属于 {other}；请写 duban graph --case {case}",
    "case {case} belongs to workflow {own}, not to {other}; say duban graph --case {case}",
)
_BAD_FILE = Text("{file}：{why}；完整列表见 duban check", "{file}: {why}; duban check lists everything")
_NO_FILE = Text("没有文件 {file}", "there is no file {file}")
_UNWRITABLE = Text("无法写入 {file}：{why}", "{file} cannot be written: {why}")
COMMANDS = {"graph": graph, "doc": doc}
