"""`ballot`: the roll, one's own paper, a count on paper, the result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from duban.engine.core.definition import Ballot, Definition
from duban.engine.core.papers import COUNTED, ballot_of, choice_titles, group_titles, id_of
from duban.engine.core.refusals import Refusal
from duban.engine.core.text import Text, named
from duban.engine.errors import InvalidInput, Refused, UnknownCase

from .desk import CASE, KEY, Desk, command
from .grammar import Name, OneOf, argument, option
from .language import language, words
from .names import Names
from .reading import read_object

if TYPE_CHECKING:
    from duban.engine.app import Duban

_VERBS = ("roll", "cast", "tally", "result")


@command(
    "ballot",
    "群众评议：roll 名册、cast 投票、tally 计票、result 结果",
    "a ballot: enter the roll, cast a paper, enter a count, see the result",
    example="duban ballot CASE roll --data roll.json --by zhao\n"
    "duban ballot CASE cast --group staff --choice satisfied --by qian\n"
    "duban ballot CASE result",
)
@CASE
@argument("verb", "办什么", "what to do", type=OneOf(*_VERBS))
@option(
    "--data",
    metavar="FILE|-",
    zh="名册或计票：JSON 或 YAML（.yaml）文件，- 为标准输入（JSON）；组别、选项写名称或代号，应评、废票两栏照此写",
    en="the roll or count: a JSON or YAML (.yaml) file, - for JSON on standard input; groups and choices by title or id",
)
@option("--choice", zh="选项，写名称或代号", en="the choice, by title or id")
@option("--group", zh="组别，写名称或代号", en="the voter's group, by title or id")
@option(
    "--by",
    type=Name(),
    envvar="DUBAN_ACTOR",
    metavar="PERSON",
    zh="由谁办理；result 不需要",
    en="who acts; result needs none",
)
@KEY
def ballot(
    desk: Desk,
    case: str,
    verb: str,
    data: str | None,
    choice: str | None,
    group: str | None,
    by: str | None,
    key: str | None,
) -> None:
    """Vote and count."""
    if verb == "result":
        _result(desk, case, by)
        return
    if by is None:
        raise _missing("--by")
    if verb == "cast":
        for name, value in (("--choice", choice), ("--group", group)):
            if value is None:
                raise _missing(name)
        duban = desk.open()
        titles = _Titles(duban, case, by)
        answer = duban.cast(
            case, group=titles.group(group or ""), choice=titles.choice(choice or ""), by=by, key=key
        )
    else:
        if data is None:
            raise _missing("--data")
        groups = read_object(data)
        roll = _roll(groups, data) if verb == "roll" else None
        counts = _tally(groups, data) if roll is None else {}
        duban = desk.open()
        titles = _Titles(duban, case, by)
        answer = (
            duban.roll(case, titles.roll(roll), by=by, key=key)
            if roll is not None
            else duban.tally(case, titles.tally(counts), by=by, key=key)
        )
    view = answer.unwrap()
    # A voter on the roll of a confidential case may vote in it, and see no more of it than the ballot.
    desk.print(view, lambda: _worded(view["ballot"], Names(duban, by).definition(view), _state(view)))


def _result(desk: Desk, case: str, by: str | None) -> None:
    """The newest ballot of a case, running or closed, and those before it."""
    from duban.engine.runtime.views import ballot_view

    duban = desk.look(by)
    stored, zone = duban.snapshot(case, by=by), duban.settings().zone
    polls = sorted(stored.body.get("polls", {}).items(), key=lambda one: int(one[0]))
    if not polls:
        state = duban.definition_of(case, by=by).state(stored.state)
        raise Refused([Refusal("no-ballot", {"state": named(state)})])
    *earlier, newest = [{"number": int(number), **ballot_view(poll, zone)} for number, poll in polls]

    def text() -> str:
        from .shares import limits_of, result_line

        definition = duban.definition_of(case, by=by)
        before = [
            words(f"第 {one['number']} 次评议  ", f"ballot {one['number']}  ")
            + result_line(one["result"], limits_of(definition))
            for one in earlier
            if one["closed"]
        ]
        return "\n".join([*before, _worded(newest, definition, stored.state)])

    desk.print({"case": case, **newest, "earlier": earlier}, text)


def _state(view: Mapping[str, Any]) -> str:
    """Where the case is, for whoever may see it."""
    return next(iter(view.get("states", ())), "")


def _worded(ballot: Mapping[str, Any], definition: Definition, state: str = "") -> str:
    from .shares import limits_of, result_line
    from .tables import table

    result = ballot.get("result")
    found = {*ballot["roll"], *ballot["cast"], *ballot["counted"], *(result["groups"] if result else ())}
    offered = list(result["pooled"]["choices"]) if result else []
    held = ballot_of(definition, found, offered, state)
    groups = _called(group_titles(held) if held is not None else {}, found)
    if result is None:
        paper = words("已登记", "entered")
        rows = [
            (
                title,
                ballot["roll"].get(group, "—"),
                ballot["cast"].get(group, 0),
                paper if group in ballot["counted"] else "—",
            )
            for group, title in groups.items()
        ]
        heads = words("组别|名册|已投|纸质计票", "group|roll|cast|paper count").split("|")
        closing = (_SECRET if ballot["secret"] else _OPEN).pick(language())
        return f"{table(heads, rows)}\n{closing}"
    choices = _called(choice_titles(held) if held is not None else {}, offered)
    heads = [
        *words("组别|应评|收回|有效|废票", "group|invited|handed in|valid|void").split("|"),
        *choices.values(),
    ]
    counts = [(title, result["groups"][group]) for group, title in groups.items()]
    rows = [
        (
            title,
            one["invited"],
            one["handed_in"],
            one["valid"],
            one["void"],
            *(one["choices"][choice] for choice in choices),
        )
        for title, one in [*counts, (words("合计", "pooled"), result["pooled"])]
    ]
    return f"{table(heads, rows)}\n{result_line(result, limits_of(definition))}"


def _called(titles: Mapping[str, Text], found: Iterable[str]) -> dict[str, str]:
    """What was found, by title, in the order of the definition."""
    there = set(found)
    order = [*(one for one in titles if one in there), *sorted(there - titles.keys())]
    return {one: titles[one].pick(language()) if one in titles else one for one in order}


class _Titles:
    """Groups and choices that are given by their titles, as the ids they stand for. Ids are taken as they are."""

    def __init__(self, duban: Duban, case: str, by: str) -> None:
        self._duban, self._case, self._by = duban, case, by

    @cached_property
    def _ballot(self) -> Ballot | None:
        try:
            stored = self._duban.snapshot(self._case, by=self._by)
        except UnknownCase:  # also for a voter who may not know of the case: they give ids
            return None
        return self._duban.definition_of(self._case, by=self._by).state(stored.state).ballot

    def group(self, word: str) -> str:
        """The id of a group."""
        return word if self._ballot is None else id_of(group_titles(self._ballot), word)

    def choice(self, word: str) -> str:
        """The id of a choice."""
        return word if self._ballot is None else id_of(choice_titles(self._ballot), word)

    def roll(self, roll: Mapping[str, list[str]]) -> dict[str, list[str]]:
        """A roll by the ids of its groups."""
        return {self.group(group): people for group, people in roll.items()}

    def tally(self, tally: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
        """A count by the ids of its groups and columns."""
        return {
            self.group(group): {self._column(column): number for column, number in count.items()}
            for group, count in tally.items()
        }

    def _column(self, word: str) -> str:
        counted = id_of(COUNTED, word)
        return counted if counted in COUNTED else self.choice(word)


def _roll(groups: Mapping[str, Any], file: str) -> dict[str, list[str]]:
    sound = [
        isinstance(members, list) and all(isinstance(one, str) for one in members)
        for members in groups.values()
    ]
    if not sound or not all(sound):
        raise InvalidInput(_NO_ROLL, file=file)
    return dict(groups)


def _tally(groups: Mapping[str, Any], file: str) -> dict[str, dict[str, int]]:
    if not groups or not all(isinstance(count, dict) for count in groups.values()):
        raise InvalidInput(_NO_TALLY, file=file)
    return dict(groups)


def _missing(name: str) -> click.UsageError:
    return click.UsageError(words(f"缺少 {name}", f"{name} is needed"))


_SECRET = Text(
    "评议未结束；无记名票的选项结束时才公布，纸质计票登记时即载入记录（见 duban history）",
    "still open; what secret ballots chose is told only at close, while a paper count stands in the record as "
    "entered (see duban history)",
)
_OPEN = Text(
    "评议未结束；记名票与纸质计票登记时即载入记录（见 duban history），结束时计算结果",
    "still open; open ballots and paper counts stand in the record as entered (see duban history), and are "
    "counted at close",
)
_NO_ROLL = Text(
    '{file} 应为名册：{{"组别": ["人员编号", …]}}', '{file} should be a roll: {{"group": ["person id", …]}}'
)
_NO_TALLY = Text(
    '{file} 应为计票：{{"组别": {{"invited": 40, …}}}}',
    '{file} should be a count: {{"group": {{"invited": 40, …}}}}',
)
COMMANDS = {"ballot": ballot}
