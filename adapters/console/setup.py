"""`init`, `clock`, `org`, `deploy`, `workflows`: setting a database up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from duban.engine.core.refusals import Refusal
from duban.engine.core.text import Text
from duban.engine.errors import InvalidDefinition, InvalidInput, Refused, system_reason

from .desk import Desk, command
from .grammar import Group, Name, OneOf, argument, option
from .language import language, words
from .progress import progress
from .reading import read_moment, read_path, read_term


@command(
    "init",
    "新建或升级数据库，并部署自带流程",
    "create or upgrade the database and deploy the shipped workflows",
)
@option(
    "--rehearsal",
    metavar="DATETIME",
    zh="建成演练库，时钟从此时开始",
    en="a rehearsal database, whose own clock starts here",
)
@option("--zone", metavar="ZONE", zh="时区（默认 Asia/Shanghai）", en="time zone (default Asia/Shanghai)")
@option(
    "--campaign",
    is_flag=True,
    zh="并部署整个活动的流程（单位活动总案、整改方案、群众评议等）",
    en="deploy the workflows of the whole campaign too",
)
def init(desk: Desk, rehearsal: str | None, zone: str | None, campaign: bool) -> None:
    """Initialise."""
    from duban.engine.store.settings import DEFAULT_ZONE, zone_of
    from duban.workflows import CAMPAIGN, FOLDER, shipped

    local = zone_of(zone if zone is not None else DEFAULT_ZONE)
    start = read_moment(rehearsal, local) if rehearsal is not None else None
    duban = desk.engine()
    new = duban.initialise(rehearsal=start, zone=zone)
    deployed = duban.deploy([*shipped(), *([CAMPAIGN] if campaign else [])], shipped=FOLDER)
    clock = duban.now().astimezone(duban.settings().zone) if duban.settings().rehearsal else None
    value = {
        "db": desk.db,
        "new": new,
        "rehearsal": duban.settings().rehearsal,
        "clock": clock.isoformat() if clock is not None else None,
        "zone": duban.settings().zone.key,
        "workflows": [_version(one.version) | {"new": one.new} for one in deployed],
    }
    if clock is not None and start is not None and start != clock and not desk.as_json:
        click.echo(_KEEPS.say(language(), {"now": clock.isoformat(), "asked": start.isoformat()}), err=True)
    from .tables import table

    done = words("已新建", "created") if new else words("已是最新", "up to date")
    desk.print(
        value,
        lambda: (
            f"{desk.db}  {done}\n"
            + table(
                words("流程|版本|名称", "workflow|version|title").split("|"),
                [
                    (one.version.workflow, one.version.version, _title(duban, one.version.workflow))
                    for one in deployed
                ],
            )
        ),
    )


@command(
    "clock", "查看演练库的时钟；set 拨到；advance 推进", "read the clock of a rehearsal; set it; advance it"
)
@argument(
    "verb",
    "拨到，或推进；不写则只看",
    "move it; without, it is only read",
    type=OneOf("set", "advance"),
    required=False,
)
@argument("value", "时间，或期限", "a date-time, or a term", metavar="DATETIME|TERM", required=False)
def clock(desk: Desk, verb: str | None, value: str | None) -> None:
    """Read or move the clock."""
    if verb is not None and value is None:
        raise click.UsageError(
            words(f"clock {verb} 缺少时间或期限", f"clock {verb} needs a date-time or a term")
        )
    duban = desk.open()
    zone = duban.settings().zone
    if verb is None:
        if not duban.settings().rehearsal:
            raise Refused([Refusal("not-a-rehearsal")])
        now = duban.now().astimezone(zone)
        desk.print({"now": now.isoformat()}, now.isoformat)
        return
    with progress() as tell:
        if verb == "set":
            report = duban.set_clock(read_moment(value or "", zone), progress=tell)
        else:
            report = duban.advance_clock(read_term(value or ""), progress=tell)
    from .night import report_view, report_words

    view = report_view(report.json(), zone)
    desk.print({"now": view["as_of"], **view}, lambda: report_words(view))


org = Group(
    "org", text=Text("组织：单位、人员、职务、委托", "the organisation: units, people, posts, delegations")
)


@command(
    "import",
    "导入单位、人员、职务、委托（YAML、CSV、xlsx）",
    "import units, people, posts, delegations (YAML, CSV, xlsx)",
)
@argument(
    "file",
    "YAML、CSV 或 xlsx 文件，格式见 docs/organisation.md",
    "a YAML, CSV or xlsx file, see docs/organisation.md",
)
def org_import(desk: Desk, file: str) -> None:
    """Import an organisation."""
    from duban.engine.core.organisation import Known

    from ..organisation import read_organisation

    path = read_path(file)
    duban = desk.open()
    units, people = duban.known_organisation()
    read = read_organisation(path, Known(units=units, people=people))
    notes = [one for one in read.findings if one.severity != "error"]
    if read.organisation is None:
        errors = [one for one in read.findings if one.severity == "error"]
        lines = "\n".join(f"  {one}" for one in _lines(errors))
        raise InvalidInput(_BAD_ORG, file=file, count=len(errors), lines=lines)
    changed = duban.store_organisation(read.organisation)
    sizes = {
        name: len(getattr(read.organisation, name)) for name in ("units", "people", "posts", "delegations")
    }
    value = {**sizes, "findings": [one.json(language()) for one in notes]}
    said = words(
        "已导入：单位 {units}，人员 {people}，任职 {posts}，委托 {delegations}",
        "imported: {units} units, {people} people, {posts} posts, {delegations} delegations",
    ).format(**sizes)
    if changed:
        value["recounted"] = changed
        said += words(
            "；有单位改换上级，{changed} 个在办事项的时限按里程碑重新计算",
            "; units came under others, and by the milestones there the deadlines of {changed} open cases changed",
        ).format(changed=changed)
    desk.print(value, lambda: "\n".join([*_lines(notes), said]))


@command(
    "example",
    "把自带的示例组织（一个虚构的县）存为文件，改成自己的再导入",
    "save the shipped example, a county that does not exist, as a file to change and import",
    example="duban org example county.yaml",
)
@argument(
    "file",
    "存到哪个文件；已有的文件不覆盖",
    "the file to write; one that is there is left alone",
    type=Name(),
)
def org_example(desk: Desk, file: str) -> None:
    """Save the example."""
    from duban.workflows import COUNTY

    path = Path(file)
    try:
        with path.open("xb") as stream:
            stream.write(COUNTY.read_bytes())
    except FileExistsError:
        raise InvalidInput(_THERE, file=file) from None
    except OSError as error:
        raise InvalidInput(_UNWRITABLE, file=file, why=system_reason(error)) from None
    except ValueError:  # a name with a NUL in it
        why = Text("文件名不能这样写", "no file can have that name")
        raise InvalidInput(_UNWRITABLE, file=file, why=why) from None
    said = words(
        f"已存为 {file}；改好后运行 duban org import {file}",
        f"saved as {file}; change it, then run duban org import {file}",
    )
    desk.print({"file": file}, lambda: said)


org.add_command(org_example)
org.add_command(org_import)


@command(
    "deploy", "部署流程定义（内容改变即为新版本）", "register definitions (changed content is a new version)"
)
@argument("paths", "定义文件或目录", "definition files or folders", metavar="PATH", nargs=-1, required=True)
def deploy(desk: Desk, paths: tuple[str, ...]) -> int:
    """Deploy."""
    from duban.workflows import FOLDER

    files = [read_path(one) for one in paths]
    duban = desk.open()
    try:
        deployed = duban.deploy(files, shipped=FOLDER)
    except InvalidDefinition:
        from .files import check_files

        return check_files(desk, paths, beside=False)
    value = {"workflows": [_version(one.version) | {"new": one.new} for one in deployed]}

    def line(one: Any) -> str:
        state = words("新版本", "new version") if one.new else words("未变", "unchanged")
        return f"{one.version.workflow} v{one.version.version}  {state}  {one.version.digest[:12]}"

    desk.print(value, lambda: "\n".join(map(line, deployed)))
    return 0


@command("workflows", "列出已部署的流程", "what is deployed")
def workflows(desk: Desk) -> None:
    """List what is deployed."""
    duban = desk.open()
    versions = duban.versions()
    value = {"workflows": [_version(one) for one in versions]}

    def text() -> str:
        from .tables import moment, table

        rows = []
        for one in versions:
            title = _title(duban, one.workflow)
            rows.append((one.workflow, one.version, title, one.digest[:12], moment(one.deployed_at)))
        return table(
            words(
                "流程|版本|名称|摘要|部署时间（UTC）", "workflow|version|title|digest|deployed (UTC)"
            ).split("|"),
            rows,
        )

    desk.print(value, text)


def _title(duban: Any, workflow: str) -> str:
    title: str = duban.definition(workflow).title.pick(language())
    return title


def _version(one: Any) -> dict[str, Any]:
    return {
        "workflow": one.workflow,
        "version": one.version,
        "digest": one.digest,
        "deployed_at": one.deployed_at,
    }


def _lines(findings: list[Any]) -> list[str]:
    return [
        f"{one.place}: {one.message(language())}；{one.hint(language())}"
        if language() == "zh"
        else f"{one.place}: {one.message('en')}; {one.hint('en')}"
        for one in findings
    ]


_KEEPS = Text(
    "演练库已有自己的时钟，仍为 {now}；没有改为 {asked}，拨动请用 duban clock set",
    "this rehearsal keeps the clock it has, {now}; it was not set to {asked}: duban clock set moves it",
)
_THERE = Text(
    "已有文件 {file}，未覆盖；请换一个文件名",
    "there is a file {file} already, left alone; choose another name",
)
_UNWRITABLE = Text("无法写入 {file}：{why}", "{file} cannot be written: {why}")
_BAD_ORG = Text(
    "{file} 有 {count} 处错误，未导入任何内容：\n{lines}",
    "{file} has {count} error(s); nothing was imported:\n{lines}",
)
COMMANDS = {
    "init": init,
    "clock": clock,
    "org": org,
    "deploy": deploy,
    "workflows": workflows,
}
