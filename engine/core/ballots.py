"""Counting votes: what lies in the box and on the tally sheets, and what that makes of the ballot.

Turnout is all papers handed in, void ones included, over those invited or on the roll. The passing
share is over valid papers. Groups are pooled for the outcome and also shown apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Any

from .definition import Ballot
from .facts import Facts
from .guards import evaluate
from .guards import names as names_of
from .papers import COUNTED, choice_titles, group_titles, named_by, told
from .refusals import Refusal
from .text import Text

Poll = Mapping[str, Any]
_EXACT = Context(prec=28)
"""A context of our own: a host may have changed the thread's."""


def new_poll(ballot: Ballot, opened_at: str, kept: Poll | None) -> dict[str, Any]:
    """A ballot as it opens; a repeated one keeps the roll of the one before."""
    poll: dict[str, Any] = {
        "opened_at": opened_at,
        "roll": {},
        "cast": {},
        "tally": {},
        "secret": ballot.secret,
    }
    if kept is not None:
        poll["roll"] = dict(kept["roll"])
    return poll


def judge_roll(ballot: Ballot, poll: Poll, groups: Mapping[str, tuple[str, ...]]) -> list[Refusal]:
    """A roll has somebody in each group it names, nobody twice, and no longer changes once somebody has voted.

    It may leave out groups that are counted on paper, before or after; that none is forgotten is asked at the close.
    """
    titles = group_titles(ballot)
    refusals = _unknown_groups(ballot, groups)
    if poll["cast"]:
        refusals.append(Refusal("roll-in-use"))
    if counted := sorted(groups.keys() & poll["tally"].keys()):
        refusals.append(Refusal("mixed-count", {"group": told(titles, counted)}))
    seen: set[str] = set()
    for person in (person for people in groups.values() for person in people):
        if person in seen:
            refusals.append(Refusal("twice-on-roll", {"person": person}))
        seen.add(person)
    nobody = [group for group, people in groups.items() if not people] if groups else list(ballot.groups)
    if nobody:
        refusals.append(Refusal("empty-group", {"groups": told(titles, nobody)}))
    return refusals


def judge_tally(ballot: Ballot, poll: Poll, groups: Mapping[str, object]) -> list[Refusal]:
    """A paper count adds up: whole numbers, known choices, no more papers than people invited."""
    titles = group_titles(ballot)
    refusals = _unknown_groups(ballot, groups)
    if not groups:
        refusals.append(Refusal("empty-group", {"groups": told(titles, ballot.groups)}))
    for group, count in groups.items():
        if group in poll["cast"]:
            refusals.append(Refusal("mixed-count", {"group": named_by(titles, group)}))
        why = _why_not_count(ballot, count)
        if why is not None:
            refusals.append(Refusal("bad-tally", {"group": named_by(titles, group), "why": why}))
    return refusals


def figures_of(ballot: Ballot) -> tuple[str, ...]:
    """The parameters that the rules of a ballot read, as guards write them."""
    return tuple(
        sorted(one for one in names_of(ballot.valid) | names_of(ballot.passing) if one.startswith("param."))
    )


def judge_close(ballot: Ballot, poll: Poll, facts: Facts) -> list[Refusal]:
    """A ballot can be closed once every group has a roll or a count, and roll and box are as the record says."""
    missing = [group for group in ballot.groups if not poll["roll"].get(group) and group not in poll["tally"]]
    titles = group_titles(ballot)
    refusals = [Refusal("no-voters", {"groups": told(titles, missing)})] if missing else []
    for group in ballot.groups:
        found, recorded = sum(facts.counts.get(group, {}).values()), poll["cast"].get(group, 0)
        if found != recorded:
            values = {"group": named_by(titles, group), "found": found, "recorded": recorded}
            refusals.append(Refusal("box-differs", values))
        listed, ticked = facts.roll.get(group, (0, 0))
        rolled = poll["roll"].get(group, 0)
        if (listed, ticked) != (rolled, recorded):
            values = {"listed": listed, "ticked": ticked, "rolled": rolled, "recorded": recorded}
            refusals.append(Refusal("roll-differs", {"group": named_by(titles, group), **values}))
    return refusals


def count(
    ballot: Ballot,
    poll: Poll,
    box: Mapping[str, Mapping[str, int]],
    figures: Mapping[str, object] = MappingProxyType({}),
) -> dict[str, Any]:
    """The result of a ballot, per group and pooled, with its outcome `passed`, `failed` or `invalid`.

    `figures` are the parameters that its rules read (`figures_of`). They are kept with the result, which so tells by what it
    was counted, whatever is set later.
    """
    groups = {group: _group(ballot, poll, group, box.get(group, {})) for group in ballot.groups}
    pooled = _pool(ballot, list(groups.values()))
    shares = {
        "ballot.turnout": _share(pooled["handed_in"], pooled["invited"]),
        "ballot.approving": _share(sum(pooled["choices"][one] for one in ballot.approving), pooled["valid"]),
        "ballot.invited": pooled["invited"],
        "ballot.handed_in": pooled["handed_in"],
        "ballot.valid_papers": pooled["valid"],
    }
    outcome = "invalid"
    values = {**shares, **figures}
    if evaluate(ballot.valid, values).value:
        outcome = "passed" if evaluate(ballot.passing, values).value else "failed"
    kept = {name: _plain(one) if isinstance(one, Decimal) else one for name, one in figures.items()}
    return {
        "groups": groups,
        "pooled": pooled,
        "turnout": _plain(shares["ballot.turnout"]),
        "approving": _plain(shares["ballot.approving"]),
        "outcome": outcome,
        **({"figures": kept} if kept else {}),
    }


def names(poll: Poll) -> dict[str, object]:
    """What a guard may read of a ballot; shares are absent until it is closed."""
    result = poll.get("result")
    if result is None:
        return {"closed": False, "passed": False, "failed": False, "invalid": False}
    return {
        "closed": True,
        **{outcome: result["outcome"] == outcome for outcome in ("passed", "failed", "invalid")},
        "turnout": Decimal(result["turnout"]),
        "approving": Decimal(result["approving"]),
        "invited": result["pooled"]["invited"],
        "handed_in": result["pooled"]["handed_in"],
        "valid_papers": result["pooled"]["valid"],
    }


def _unknown_groups(ballot: Ballot, groups: Mapping[str, Any]) -> list[Refusal]:
    known = told(group_titles(ballot), ballot.groups)
    return [
        Refusal("unknown-group", {"group": group, "groups": known})
        for group in groups
        if group not in ballot.groups
    ]


def _why_not_count(ballot: Ballot, count: object) -> Text | None:
    if not isinstance(count, Mapping):
        return Text("应为一张计票表（名称: 张数）", "a table (name: number) is expected")
    known = {**COUNTED, **choice_titles(ballot)}
    unknown = [name for name in count if name not in known]
    if unknown:
        values = {"unknown": unknown[0], "known": told(known, known)}
        return Text(_NO_COLUMN.say("zh", values), _NO_COLUMN.say("en", values))
    bad = [
        name
        for name, number in count.items()
        if isinstance(number, bool) or not isinstance(number, int) or number < 0
    ]
    if bad:
        values = {"column": named_by(known, bad[0])}
        return Text(_NO_NUMBER.say("zh", values), _NO_NUMBER.say("en", values))
    if not count.get("invited"):
        return Text("应邀人数（invited）未填或为零", "the number invited is missing or zero")
    papers = sum(number for name, number in count.items() if name != "invited")
    if papers > count["invited"]:
        return Text(
            f"收回 {papers} 张，多于应邀的 {count['invited']} 人",
            f"{papers} papers were handed in, more than the {count['invited']} invited",
        )
    return None


_NO_COLUMN = Text("没有「{unknown}」一栏；有：{known}", "there is no {unknown}; there are {known}")
_NO_NUMBER = Text("「{column}」应为不小于零的整数", "{column} must be a whole number, zero or more")


def _group(ballot: Ballot, poll: Poll, group: str, box: Mapping[str, int]) -> dict[str, Any]:
    tally = poll["tally"].get(group)
    if tally is not None:
        choices = {one: tally.get(one, 0) for one in ballot.choices}
        void, invited = tally.get("void", 0), tally["invited"]
    else:
        choices = {one: box.get(one, 0) for one in ballot.choices}
        void, invited = 0, poll["roll"].get(group, 0)
    valid = sum(choices.values())
    return {"invited": invited, "handed_in": valid + void, "valid": valid, "void": void, "choices": choices}


def _pool(ballot: Ballot, groups: list[dict[str, Any]]) -> dict[str, Any]:
    pooled: dict[str, Any] = {
        name: sum(group[name] for group in groups) for name in ("invited", "handed_in", "valid", "void")
    }
    pooled["choices"] = {one: sum(group["choices"][one] for group in groups) for one in ballot.choices}
    return pooled


def _share(part: int, whole: int) -> Decimal:
    return _EXACT.divide(Decimal(part), Decimal(whole)) if whole else Decimal(0)


def _plain(number: object) -> str:
    return format(Decimal(str(number)), "f")
