"""`demo --campaign`: a whole fictitious city played on a rehearsal database, and told as it goes. The story is data."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.text import Text
from duban.engine.errors import InvalidInput, Refused, system_reason

from .language import language, words
from .progress import Line

if TYPE_CHECKING:
    from duban.engine.app import Duban

    from ..play.claims import Borne
    from ..play.player import Done, Player

STORY = "demo-city.yaml"
"""The file in the data folder of the campaign."""
SEED = 2014
"""Ours; another one plays the same events in a city of other names and numbers."""


def play_story(database: str | None, *, into: str | None, small: bool, seed: int, as_json: bool) -> int:
    """Play the story and answer; 1 when the record does not bear out what was told.

    Args:
        database: where; without one, an SQLite file in the folder.
        into: the folder; without one, a new temporary one.
        small: a city of a few units instead of the whole.
        seed: what all choices come from.
        as_json: print one JSON document and nothing else.

    Raises:
        InvalidInput: the folder cannot be made, or there is something in the database already.
    """
    from duban.engine.app import Duban

    url = database or f"sqlite:///{_folder(into) / 'demo.db'}"
    # Neither who sits at the machine nor what the disk has got round to is part of the story.
    duban = Duban(url, channel="demo", durable=False)
    try:
        return _Telling(duban, url, "small" if small else "full", seed, as_json).tell()
    finally:
        duban.close()


def _folder(into: str | None) -> Path:
    folder = Path(into) if into is not None else Path(tempfile.mkdtemp(prefix="duban-demo-"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(_NO_FOLDER, path=str(folder), why=system_reason(error)) from None
    return folder.resolve()


class _Telling:
    """One play, with its words."""

    def __init__(self, duban: Duban, url: str, size: str, seed: int, quiet: bool) -> None:
        from duban.workflows import CAMPAIGN

        from ..play.stage import read_story

        self._duban, self._url, self._size, self._seed, self._quiet = duban, url, size, seed, quiet
        self._file = CAMPAIGN / "data" / STORY
        self._story = read_story(self._file)
        self._line = Line()
        self._titles: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def tell(self) -> int:
        """Play, and answer."""
        from ..play.player import Player, Unplanned
        from ..play.stage import set_stage

        duban, size = self._duban, self._story["sizes"][self._size]
        city = set_stage(duban, self._file, self._story, self._size, self._seed)
        self._titles = {one.id: one.title for one in city.organisation.units}
        self._names = {one.id: one.name for one in city.organisation.people}
        self._say(
            _text(self._story["opening"], {kind: len(units) for kind, units in city.kinds.items()} | size)
        )
        player = Player(duban, self._story, city, size, self._seed, self._told)
        player.passed = lambda day, number: self._night(player, day, number)
        try:
            player.play()
        except Unplanned as error:
            self._line.clear()
            click.echo(
                words(
                    f"剧情在此未按预期：{error.life.name} {dict(error.step)}",
                    f"against the story: {error.life.name} {dict(error.step)}",
                ),
                err=True,
            )
            raise Refused(error.refusals) from None
        finally:
            self._line.clear()
        return self._close(player)

    # ---- on the way -----------------------------------------------------------------------------

    def _told(self, done: Done) -> None:
        if self._quiet:
            return
        self._say(f"\n{done.at:%Y-%m-%d}  {_pick(done.tell)}")
        if done.answer is None:
            return
        definition = self._duban.definition(done.life.workflow)
        where = f"{self._titles[done.life.unit]} · {definition.title.pick(language())}"
        who = self._names.get(done.by, done.by)
        action = next((one.title for _, one in definition.actions() if one.id == done.step.get("do")), _URGE)
        if done.answer.stands is None:
            came = f"✗ {done.answer.refusals[0].message(language())}"
        else:
            came = f"→ {definition.state(done.answer.stands.state).title.pick(language())}"
        self._say(f"    {where} · {who} {action.pick(language())} {came}")

    def _night(self, player: Player, day: date, number: int) -> None:
        days = int(self._story["days"])
        steps = f"{player.steps:,}"
        self._line.show(
            words(
                f"第 {number}/{days} 天  {day}  已办 {steps} 步  已立 {player.opened:,} 件",
                f"day {number} of {days}  {day}  {steps} steps  {player.opened:,} cases",
            )
        )
        if day.day == 1:
            self._say("\n" + self._month(player, day))

    def _month(self, player: Player, day: date) -> str:
        told = [(player.fired[kind], words(*said)) for kind, said in _FIRED.items() if player.fired[kind]]
        said = words("，", ", ").join(words(f"{what} {count:,}", f"{count:,} {what}") for count, what in told)
        return words(
            f"—— 到 {day} 凌晨：{player.opened:,} 件，办理 {player.steps:,} 步；自动：{said}",
            f"—— by the small hours of {day}: {player.opened:,} cases, {player.steps:,} steps; by itself: {said}",
        )

    # ---- at the end -----------------------------------------------------------------------------

    def _close(self, player: Player) -> int:
        from duban.engine.core.seeing import Trusted

        from ..play.claims import look_up

        duban = self._duban
        called = {name: life.case for name, life in player.cases.items()}
        borne = look_up(duban, self._story["claims"], called)
        shown = [self._shown(player, one) for one in self._story["closing"]]
        checked, flaws = duban.verify(by=Trusted)
        events, digest = duban.event_count(), duban.digest()
        sound = not flaws and not player.faults
        if self._quiet:
            from json import dumps

            value = {
                "db": self._url,
                "size": self._size,
                "seed": self._seed,
                "cases": checked,
                "events": events,
                "steps": player.steps,
                "ok": sound,
                "digest": digest,
                "claims": [
                    {
                        "title": one.title.pick(language()),
                        "count": len(one.cases),
                        "ok": one.ok,
                        "cases": list(one.cases[:5]),
                    }
                    for one in borne
                ],
                "shown": [view for _, view in shown],
            }
            click.echo(dumps(value, ensure_ascii=False, indent=2))
        else:
            self._say("\n" + _claims_text(borne))
            for text, _ in shown:
                self._say("\n" + text)
            self._say("\n" + self._ending(checked, events, len(flaws), digest))
        return 0 if sound and all(one.ok for one in borne) else 1

    def _shown(self, player: Player, what: Mapping[str, Any]) -> tuple[str, Any]:
        from duban.engine.core.seeing import Trusted

        from .gates import gates_text
        from .report import report_text

        if "gates" in what:
            life = player.cases[what["gates"]]
            found = self._duban.gates(life.case, language(), by=Trusted)
            head = words("关口：", "gates: ") + f"{self._titles[life.unit]}（{life.case}）"
            return f"{head}\n{gates_text(found)}", {"case": life.case, "gates": found}
        file = self._file.with_name("reports.yaml")
        view = self._duban.report(
            file, what["report"], unit=what.get("unit"), language=language(), by=Trusted
        )
        rows = [
            one
            for one in view["rows"]
            if one.get("part") != "below" or any(map(_counts, one["values"].values()))
        ]
        most = int(what.get("most", len(rows)))
        left = len(rows) - most
        text = report_text(view | {"rows": rows[:most]})
        return text + (words(f"\n…… 另有 {left} 行", f"\n… {left} more") if left > 0 else ""), view

    def _ending(self, cases: int, events: int, flaws: int, digest: str) -> str:
        sound = (
            words("记录完好", "the record is sound")
            if not flaws
            else words(f"发现 {flaws} 处问题", f"{flaws} flaws found")
        )
        db = self._url
        return words(
            f"共 {cases:,} 个事项、{events:,} 条事件；重放核对：{sound}。\n"
            f"数据库：{db}（可继续用 duban --db {db} … 查看）\n种子 {self._seed}，记录摘要 {digest}",
            f"{cases:,} cases, {events:,} events; replayed and checked: {sound}.\n"
            f"database: {db} (look around with duban --db {db} …)\nseed {self._seed}, digest of the record {digest}",
        )

    def _say(self, text: str) -> None:
        if not self._quiet:
            self._line.clear()
            click.echo(text)


def _claims_text(borne: list[Borne]) -> str:
    from .tables import table

    rows = [
        (
            "✓" if one.ok else "✗",
            one.title.pick(language()),
            str(len(one.cases)),
            words("、", ", ").join(one.cases[:2]) or "—",
        )
        for one in borne
    ]
    return table(words("|记录里有的|件数|例如|", "|what the record has|cases|such as|").split("|")[:4], rows)


def _text(told: Mapping[str, str], values: Mapping[str, Any]) -> str:
    return _pick(told).format_map({name.replace("-", "_"): value for name, value in values.items()})


def _counts(value: Any) -> bool:
    """Whether a cell of a board says anything: a unit below without a case only makes the table longer."""
    return bool(value["of"] if isinstance(value, dict) else value)


def _pick(told: Mapping[str, str]) -> str:
    return Text(told["zh"], told["en"]).pick(language())


_URGE = Text("催办", "urge")
_FIRED = {
    "reminded": ("提醒", "reminders"),
    "overdue": ("新超期", "newly overdue"),
    "escalated": ("升级", "escalations"),
    "moved": ("自动流转", "moves"),
}
_NO_FOLDER = Text("无法建立目录 {path}：{why}", "folder {path} cannot be made: {why}")
