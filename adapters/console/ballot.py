"""`ballot`: the roll, one's own paper, a count on paper, the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

from duban.engine.core.definition import Definition
from duban.engine.core.refusals import Refusal
from duban.engine.core.text import Text, named
from duban.engine.errors import InvalidInput, Refused

from .desk import CASE, KEY, Desk, command
from .grammar import Name, OneOf, argument, option
from .language import language, words
from .reading import read_object

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
    zh="名册或计票：JSON 或 YAML（.yaml）文件，- 为标准输入（JSON）",
    en="the roll or count: a JSON or YAML (.yaml) file, - for JSON on standard input",
)
@option("--choice", zh="选项", en="the choice")
@option("--group", zh="组别", en="the voter's group")
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
    duban = None
    if verb == "cast":
        for name, value in (("--choice", choice), ("--group", group)):
            if value is None:
                raise _missing(name)
        duban = desk.open()
        answer = duban.cast(case, group=group or "", choice=choice or "", by=by, key=key)
    else:
        if data is None:
            raise _missing("--data")
        groups = read_object(data)
        duban = desk.open()
        if verb == "roll":
            answer = duban.roll(case, _roll(groups, data), by=by, key=key)
        else:
            answer = duban.tally(case, _tally(groups, data), by=by, key=key)
    view = answer.unwrap()
    # A voter on the roll of a confidential case may vote in it, and see no more of it than the ballot.
    desk.print(view, lambda: _worded(view["ballot"], lambda: duban.definition_of(case, by=by)))


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
        return "\n".join([*before, _worded(newest, lambda: definition)])

    desk.print({"case": case, **newest, "earlier": earlier}, text)


def _worded(ballot: Mapping[str, Any], definition: Callable[[], Definition]) -> str:
    from .shares import limits_of, result_line
    from .tables import table

    if not ballot["closed"]:
        groups = sorted({*ballot["roll"], *ballot["cast"], *ballot["counted"]})
        paper = words("已登记", "entered")
        rows = [
            (
                group,
                ballot["roll"].get(group, "—"),
                ballot["cast"].get(group, 0),
                paper if group in ballot["counted"] else "—",
            )
            for group in groups
        ]
        heads = words("组别|名册|已投|纸质计票", "group|roll|cast|paper count").split("|")
        closing = (_SECRET if ballot["secret"] else _OPEN).pick(language())
        return f"{table(heads, rows)}\n{closing}"
    result = ballot["result"]
    choices = list(result["pooled"]["choices"])
    heads = [*words("组别|应评|收回|有效|废票", "group|invited|handed in|valid|void").split("|"), *choices]
    counts = {**result["groups"], words("合计", "pooled"): result["pooled"]}
    rows = [
        (
            name,
            one["invited"],
            one["handed_in"],
            one["valid"],
            one["void"],
            *(one["choices"][choice] for choice in choices),
        )
        for name, one in counts.items()
    ]
    return f"{table(heads, rows)}\n{result_line(result, limits_of(definition()))}"


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
