"""Urging a case (催办): somebody above asks those who have to act, and they answer.

No rule of law says who may; what is here is ours, and a definition may say otherwise
(`urge: {by: [ROLES]}`). An urge moves nothing: it is recorded, told, and flagged when the time to
answer it ends without an answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import deadlines
from .commands import AnswerUrge, Origin, Urge
from .data import judge_note
from .definition import Definition, Role, State
from .facts import PRINCIPAL, Facts
from .judge import NONE, ended, judge_references
from .refusals import Refusal
from .roles import held, judge_delegation, unauthorized
from .terms import term_text
from .text import Named, Text
from .times import stamp
from .work import Work

URGE_TITLE = Named("urge", Text("催办", "urge"))
ANSWER_TITLE = Named("answer", Text("答复催办", "answer the urge"))


def urge(work: Work, command: Urge) -> list[Refusal]:
    """Record an urge; what the storage calls a decision about `Urge`."""
    if not work.is_open:
        return [ended(work, URGE_TITLE)]
    role, refusals = _judge_urger(work, command.origin)
    refusals += _judge_text(command.text, URGE_TITLE)
    refusals += judge_references((("person", "to", one) for one in command.to), work.facts)
    if refusals:
        return refusals
    at, urges = stamp(command.origin.at), work.case.urges
    number = len(urges) + 1
    made: dict[str, Any] = {"by": command.origin.actor, "at": at, "text": command.text.strip()}
    if command.to:
        made["to"] = list(dict.fromkeys(command.to))
    if command.within is not None:
        facts = work.facts
        counted = deadlines.due_of(command.within, command.origin.at, facts.zone, facts.calendar)
        made |= {
            "until": stamp(counted.ends_at),
            "last": counted.last_day.isoformat(),
            "rule": term_text(command.within, "en"),
        }
    work.body["urges"] = {**urges, str(number): made}
    said = {"urge": number, "note": made["text"], "people": made.get("to"), "urgent": command.urgent or None}
    work.emit(
        "urged", at, command.origin.actor, role=role, due=made.get("until"), state=work.state.id, **said
    )
    return []


def answer(work: Work, command: AnswerUrge) -> list[Refusal]:
    """Record the answer to an urge. A late answer is one too; the flag stays."""
    if not work.is_open:
        return [ended(work, ANSWER_TITLE)]
    urges = work.case.urges
    asked = urges.get(str(command.urge))
    if asked is None or "answer" in asked:
        open_ = [number for number, one in urges.items() if "answer" not in one]
        code = "no-urge" if asked is None else "urge-answered"
        return [Refusal(code, {"number": command.urge, "open": open_ or NONE})]
    role, refusals = _judge_answerer(work, command.origin, asked.get("to", ()))
    refusals += _judge_text(command.text, ANSWER_TITLE)
    if refusals:
        return refusals
    at = stamp(command.origin.at)
    told = {"by": command.origin.actor, "at": at, "text": command.text.strip()}
    work.body["urges"] = {**urges, str(command.urge): {**asked, "answer": told}}
    work.emit(
        "answered",
        at,
        command.origin.actor,
        role=role,
        urge=command.urge,
        note=told["text"],
        people=[asked["by"]],
        state=work.state.id,
    )
    return []


def urging_roles(definition: Definition) -> tuple[str, ...]:
    """The roles that may urge: as told, else those above the unit, that may start a case, that a confidential one is open to."""
    if definition.urge_by:
        return definition.urge_by
    above = [one.id for one in definition.roles if one.of in ("unit.parent", "unit.supervised_by")]
    starters = [one for one in definition.start_by if definition.role(one).post not in (None, "any")]
    open_to = definition.confidential.to if definition.confidential is not None else ()
    return tuple(dict.fromkeys([*above, *starters, *open_to]))


def handling(definition: Definition, state: State) -> list[Role]:
    """The roles that have something to do in a state; what anybody may do is nobody's task."""
    ids = dict.fromkeys(role for action in state.actions for role in action.by)
    return [role for role in map(definition.role, ids) if role.post != "any"]


# Private functions


def _judge_urger(work: Work, origin: Origin) -> tuple[str | None, list[Refusal]]:
    definition, facts = work.definition, work.facts
    refusals = [one for one in [judge_delegation(definition, origin, facts)] if one]
    person = origin.on_behalf_of or origin.actor
    roles = urging_roles(definition)
    role = held(roles, definition, person, work.case, facts)
    if role is None and not definition.urge_by:
        role = next(_standing_above(person, facts), None)
    if role is None:
        more = () if definition.urge_by else _ABOVE
        refusals.append(unauthorized(roles, URGE_TITLE, definition, person, facts, more))
    return role, refusals


def _standing_above(person: str, facts: Facts) -> Iterator[str]:
    """By what posts somebody stands above the case without a role of its workflow."""
    unit = facts.unit
    for post, where in sorted(facts.posts.get(person, frozenset())):
        if post == PRINCIPAL and where == unit.id:
            yield "principal"
        elif post == PRINCIPAL and where == unit.parent:
            yield "parent"
        elif where == unit.supervised_by:
            yield "supervisor"


def _judge_answerer(
    work: Work, origin: Origin, urged: tuple[str, ...] | list[str]
) -> tuple[str | None, list[Refusal]]:
    definition, facts = work.definition, work.facts
    refusals = [one for one in [judge_delegation(definition, origin, facts)] if one]
    person = origin.on_behalf_of or origin.actor
    bound = [one.id for one in definition.roles if one.person is not None]
    roles = tuple(dict.fromkeys([*(one.id for one in handling(definition, work.state)), *bound]))
    role = held(roles, definition, person, work.case, facts)
    if role is None and (PRINCIPAL, facts.unit.id) in facts.posts.get(person, frozenset()):
        role = "principal"
    if role is None and person not in urged:
        refusals.append(unauthorized(roles, ANSWER_TITLE, definition, person, facts, _ASKED))
    return role, refusals


def _judge_text(text: str, title: Named) -> list[Refusal]:
    return judge_note(text) if text.strip() else [Refusal("empty-text", {"action": title})]


_ABOVE = (
    Named("principal", Text("本单位主要负责同志", "the head of the unit")),
    Named("parent", Text("上级单位主要负责同志", "the head of the unit above")),
    Named(
        "supervisor",
        Text("督导本单位的督导组成员", "whoever holds a post in the group that supervises the unit"),
    ),
)
_ASKED = (
    Named("principal", Text("本单位主要负责同志", "the head of the unit")),
    Named("urged", Text("被点名催办的人", "whoever was urged by name")),
)
