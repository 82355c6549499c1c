"""Decisions in words for a terminal: by which table, what was drawn and ranked, who has signed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duban.engine.core.definition import Definition
from duban.engine.core.provenance import source_tail
from duban.engine.core.text import Text

from .language import language, words
from .names import Names, View
from .tables import moment

_ANSWERS = {"agree": Text("同意", "agreed"), "refuse": Text("不同意", "refused")}
_MOST = 6
"""So many of what was drawn are listed in a line."""


def learn(definition: Definition, view: View, names: Names) -> None:
    """Fetch the names of the parties and signers of a countersignature."""
    parties = view["parties"]
    ids = [one["party"] for one in parties]
    signers = [one[key] for one in parties for key in ("by", "on_behalf_of") if key in one]
    names.learn(people=[*ids, *signers], units=ids)


def countersignature(
    definition: Definition, state: str, view: View, names: Names
) -> Iterator[tuple[str, str]]:
    """How a countersignature stands, and a line for every party: what it signed, or that it has not yet."""
    done = f"{view['agreed']}/{len(view['parties'])}"
    stands = words(
        f"{done} 方同意，须 {view['needed']} 方", f"{done} have agreed, {view['needed']} are needed"
    )
    if view["complete"]:
        stands += words("；已完成", "; complete")
    elif view["impossible"]:
        stands += words("；已不能完成", "; it can no longer be complete")
    yield words("会签", "signatures"), stands
    for one in view["parties"]:
        yield f"  {_party(definition, state, one['party'], names)}", _signature(one, names)


def told(event: View, definition: Definition, names: Names) -> Iterator[str]:
    """What the event of an action tells beside its data."""
    if "ruling" in event:
        yield _ruling(event["ruling"], definition)
    if "draw" in event:
        yield _draw(event["draw"])
    if "ranking" in event:
        yield _ranking(event["ranking"])
    if "signed" in event:
        signed = event["signed"]
        party = _party(definition, event["from"], signed["party"], names)
        answer = _ANSWERS[signed["answer"]].pick(language())
        yield words(f"会签：{party} {answer}", f"countersigned: {party} {answer}")


# Private functions


def _party(definition: Definition, state: str, party: str, names: Names) -> str:
    rule = definition.state(state).countersign
    if rule is None or rule.field is None:
        return definition.role(party).title.pick(language()) if rule is not None else party
    return names.person(party) if rule.post is None else names.unit(party)


def _signature(one: View, names: Names) -> str:
    if one["answer"] is None:
        return words("尚未会签", "has not signed") + (words("（轮到）", " (its turn)") if one["turn"] else "")
    who = names.person(one["by"])
    if "on_behalf_of" in one:
        behalf = names.person(one["on_behalf_of"])
        who = words(f"{who}，代 {behalf}", f"{who} for {behalf}")
    return f"{_ANSWERS[one['answer']].pick(language())}  {who}  {moment(one['at'])}"


def _ruling(ruling: View, definition: Definition) -> str:
    table = definition.table(ruling["table"])
    row = table.row(ruling["row"])
    said = row.title.pick(language()) if row is not None else ruling["row"]
    source = source_tail(ruling.get("basis"), ruling.get("origin")).pick(language())
    return words(f"按「{table.title.zh}」的「{said}」{source}", f"by '{said}' of '{table.title.en}'{source}")


def _draw(draw: dict[str, Any]) -> str:
    drawn, of = len(draw["result"]), len(draw["frame"])
    out = len(draw["excluded"])
    left = words(f"（除外 {out}）", f" ({out} excluded)") if out else ""
    listed = words("、", ", ").join(draw["result"][:_MOST]) + ("…" if drawn > _MOST else "")
    return words(f"从 {of} 个{left}中抽取 {drawn} 个：{listed}", f"{drawn} drawn of {of}{left}: {listed}")


def _ranking(ranking: dict[str, Any]) -> str:
    number, apart = sum(ranking["ranked"].values()), sum(map(len, ranking["apart"].values()))
    beside = words(f"，另列 {apart} 条", f", {apart} apart") if apart else ""
    return words(f"排名 {number} 条{beside}", f"{number} ranked{beside}")
