"""`demo`: a small campaign played on a rehearsal database, told as it goes. The story is data."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, Refused, system_reason

from .desk import Desk, command
from .grammar import DB, Whole, option
from .language import language, words
from .reading import read_moment, read_term

if TYPE_CHECKING:
    from duban.engine.app import Answer, Duban

STORY = "demo-story.yaml"


@command(
    "demo",
    "在演练库上演示一场小型活动：起草、审阅、公开、评议、通过与返工",
    "play a small campaign on a rehearsal database, from drafting to pass and redo",
    example="duban demo\nduban demo --campaign --small\nduban demo --campaign --db sqlite:///city.db",
)
@option(
    "--into",
    metavar="FOLDER",
    zh="演练库和图放在此目录（默认新建临时目录）",
    en="folder for the database and the picture (default: a new temporary one)",
)
@option(
    "--campaign",
    is_flag=True,
    zh="演示整个活动：虚构一市三县的五个月，数分钟",
    en="the whole campaign: five months of a fictitious city with three counties, in minutes",
)
@option(
    "--small",
    is_flag=True,
    zh="与 --campaign 并用：小一些的城市，十几秒",
    en="with --campaign: a smaller city, in seconds",
)
@option(
    "--seed",
    type=Whole(0, 999_999_999),
    metavar="NUMBER",
    zh="与 --campaign 并用：种子；同一种子，记录逐字节相同（默认 2014）",
    en="with --campaign: the seed; the same one gives the same record byte for byte (default 2014)",
)
def demo(desk: Desk, into: str | None, campaign: bool, small: bool, seed: int | None) -> int:
    """Play the demo."""
    if campaign:
        from .storytelling import SEED, play_story

        named = click.get_current_context().meta.get(DB)
        if named is not None and into is not None:
            raise click.UsageError(words("--db 与 --into 只写一个", "write one of --db and --into"))
        chosen = SEED if seed is None else seed
        return play_story(named, into=into, small=small, seed=chosen, as_json=desk.as_json)
    if small or seed is not None:
        raise click.UsageError(
            words("--small 和 --seed 须与 --campaign 并用", "--small and --seed go with --campaign")
        )
    folder = Path(into) if into is not None else Path(tempfile.mkdtemp(prefix="duban-demo-"))
    database = folder / "demo.db"
    try:
        if database.exists():
            raise InvalidInput(_THERE, path=str(database))
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(_NO_FOLDER, path=str(folder), why=system_reason(error)) from None
    quiet = desk.as_json
    play = _Play(Desk(f"sqlite:///{database.resolve()}", False).engine(), quiet)
    play.run()
    picture = play.draw(folder / "transport.svg")
    views = play.duban.list_cases()
    value = {"db": str(database), "svg": str(picture), "cases": views}

    def text() -> str:
        from .names import Names
        from .wording import case_list

        told = words(
            "图：{svg}\n数据库：{db}（可继续用 duban --db sqlite:///{db} … 查看）",
            "picture: {svg}\ndatabase: {db} (look around with duban --db sqlite:///{db} …)",
        ).format(svg=picture, db=database.resolve())
        return "\n" + case_list(views, Names(play.duban)) + "\n\n" + told

    desk.print(value, text)
    return 0


class _Play:
    def __init__(self, duban: Duban, quiet: bool) -> None:
        from duban.engine.dsl.access import plain
        from duban.engine.dsl.source import read
        from duban.workflows import sample

        path = sample(STORY)
        root = read(path.read_bytes(), str(path)).root
        self.story: dict[str, Any] = plain(root) if root is not None else {}
        self.duban = duban
        self._quiet = quiet
        self._cases: dict[str, str] = {}

    def run(self) -> None:
        """Set the stage and play every step."""
        from duban.workflows import FOLDER, sample, shipped

        from .files import read_organisation_file

        self.duban.initialise(rehearsal=datetime.fromisoformat(self.story["at"]))
        self.duban.deploy(list(shipped()), shipped=FOLDER)
        self.duban.store_organisation(read_organisation_file(sample(self.story["organisation"])))
        for step in self.story["steps"]:
            kind = next(one for one in _KINDS if one in step)
            getattr(self, f"_{kind}")(step)

    def draw(self, file: Path) -> Path:
        """The picture of the case that was redone."""
        from ..graph import svg
        from .pictures import trace_of

        case = self._cases["transport"]
        trace = trace_of(self.duban.show(case), self.duban.history(case))
        file.write_text(svg(self.duban.definition_of(case), language(), trace), "utf-8")
        return file.resolve()

    # Private functions

    def _tell(self, step: Mapping[str, Any]) -> None:
        if not self._quiet:
            click.echo("\n" + Text(step["tell"]["zh"], step["tell"]["en"]).pick(language()))

    def _start(self, step: Mapping[str, Any]) -> None:
        data = self.story["plans"][step["plan"]]
        answer = self.duban.start(step["start"], unit=step["unit"], by=step["by"], data=data)
        self._cases[step["as"]] = answer.case
        self._say(step, answer, self.duban.definition(step["start"]).title)

    def _do(self, step: Mapping[str, Any]) -> None:
        case = self._case(step["case"])
        definition = self.duban.definition_of(case)
        title = next(action.title for _, action in definition.actions() if action.id == step["do"])
        answer = self.duban.act(case, step["do"], by=step["by"], data=step.get("data", {}))
        self._say(step, answer, title)

    def _item(self, step: Mapping[str, Any]) -> None:
        """The whole way of one item: claimed, evidenced, verified."""
        evidence = {"evidence": step["evidence"]}
        for action, by, data in (
            ("claim", step["by"], {}),
            ("submit-evidence", step["by"], evidence),
            ("write-off", step["verifier"], {}),
        ):
            self._do({"do": action, "case": step["item"], "by": by, "data": data})

    def _tally(self, step: Mapping[str, Any]) -> None:
        answer = self.duban.tally(self._case(step["case"]), step["tally"], by=step["by"])
        self._say(step, answer, Text("登记计票", "enter the count"))

    def _advance(self, step: Mapping[str, Any]) -> None:
        report = self.duban.advance_clock(read_term(step["advance"]))
        self._pass_time(report.json())

    def _sweep(self, step: Mapping[str, Any]) -> None:
        zone = self.duban.settings().zone
        report = self.duban.sweep(as_of=read_moment(step["sweep"], zone))
        self._pass_time(report.json())
        for view in self.duban.list_cases(overdue=True):
            if not self._quiet:
                click.echo(words(f"  超期：{view['case']}", f"  overdue: {view['case']}"))

    def _pass_time(self, report: Mapping[str, Any]) -> None:
        from .night import report_view, report_words

        if not self._quiet:
            click.echo("  ⏱ " + report_words(report_view(report, self.duban.settings().zone)))

    def _case(self, name: str) -> str:
        plan, _, item = name.partition(".")
        case = self._cases[plan]
        return str(self.duban.snapshot(case).children[item]["id"]) if item else case

    def _say(self, step: Mapping[str, Any], answer: Answer, title: Text) -> None:
        expected = step.get("refused")
        if answer.ok == (expected is not None):
            raise Refused(answer.refusals)
        if self._quiet:
            return
        now = self.duban.now().astimezone(self.duban.settings().zone)
        who = self.duban.names([step["by"]], [])[0].get(step["by"], step["by"])
        line = f"  {now:%Y-%m-%d} {step.get('case') or step.get('as')} · {who} · {title.pick(language())}"
        if answer.view is None:
            line += words(" ✗ ", " ✗ ") + answer.refusals[0].message(language())
        else:
            state = self.duban.definition_of(answer.case).state(answer.view["states"][0])
            line += f" → {state.title.pick(language())}"
        click.echo(line)


_KINDS = ("tell", "start", "item", "do", "tally", "advance", "sweep")
_THERE = Text(
    "{path} 已存在；请用 --into 指定另一个目录", "{path} is there already; name another folder with --into"
)
_NO_FOLDER = Text("无法建立目录 {path}：{why}", "folder {path} cannot be made: {why}")
COMMANDS = {"demo": demo}
