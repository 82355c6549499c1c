"""Countersignature: who has to sign, who has, and what that makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from .decisions import Countersign
from .refusals import Refusal
from .roles import holds
from .text import Named, Text, named

if TYPE_CHECKING:
    from .case import Case
    from .commands import Origin
    from .definition import Action, Definition
    from .facts import Facts

Kept = Mapping[str, Any]
"""What a case keeps: `parties` in order, `signed` from party to `{answer, by, at}`."""


class Standing(Struct, frozen=True):
    """How a countersignature stands."""

    total: int
    needed: int
    agreed: int
    refused: int
    waiting: int
    complete: bool
    """As many as are needed have agreed, and no refusal stops it."""
    impossible: bool
    """It can no longer be complete."""


def begin(rule: Countersign, data: Mapping[str, Any]) -> dict[str, Any]:
    """A countersignature as it begins; whose signatures it takes is fixed by what the fields say now."""
    listed = data.get(rule.field, ()) if rule.field is not None else rule.roles
    return {"parties": list(dict.fromkeys(listed)), "signed": {}}


def standing(rule: Countersign, kept: Kept) -> Standing:
    """How it stands. Without a single party it can never be complete."""
    total = len(kept["parties"])
    needed = max(1, int((rule.need * total).to_integral_value(ROUND_CEILING)))
    answers = [one["answer"] for one in kept["signed"].values()]
    agreed, refused = answers.count("agree"), answers.count("refuse")
    waiting = total - len(answers)
    stopped = rule.stops and refused > 0
    return Standing(
        total,
        needed,
        agreed,
        refused,
        waiting,
        complete=agreed >= needed and not stopped,
        impossible=stopped or agreed + waiting < needed,
    )


def value_of(name: str, rule: Countersign | None, kept: Kept | None) -> object:
    """What a guard reads under `countersign.NAME`; `None` where there is no such thing."""
    if rule is None or kept is None:
        return None
    return getattr(standing(rule, kept), name, None)


def may_sign_now(rule: Countersign, kept: Kept) -> list[str]:
    """The parties whose turn it is."""
    if rule.stops and any(one["answer"] == "refuse" for one in kept["signed"].values()):
        return []
    waiting = [one for one in kept["parties"] if one not in kept["signed"]]
    return waiting[:1] if rule.ordered else waiting


def speaks_for(
    rule: Countersign, party: str, person: str, definition: Definition, case: Case, facts: Facts
) -> bool:
    """Whether a person may sign for a party on the day of the facts."""
    if rule.field is None:
        return holds(definition.role(party), person, case, facts)
    if rule.post is None:
        return person == party
    return (rule.post, party) in facts.posts.get(person, frozenset())


def judge_signature(
    definition: Definition, case: Case, action: Action, origin: Origin, facts: Facts
) -> list[Refusal]:
    """Why a person may not sign: no party, signed already, not their turn, or over."""
    found = _party(definition, case, origin, facts)
    if isinstance(found, str) or found is None:
        return []
    code, values = found
    return [Refusal(code, {"action": named(action), **values})]


def sign(
    definition: Definition, case: Case, action: Action, origin: Origin, facts: Facts, at: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The countersignature after an action that was judged, and what the event says of it."""
    kept: dict[str, Any] = case.body["countersign"]
    party = _party(definition, case, origin, facts)
    if not isinstance(party, str):
        raise ValueError(f"{origin.actor} does not sign in case {case.id}")
    signature = {"answer": action.signs, "by": origin.actor, "at": at}
    if origin.on_behalf_of is not None:
        signature["on_behalf_of"] = origin.on_behalf_of
    signed = {"party": party, "answer": action.signs}
    return {**kept, "signed": {**kept["signed"], party: signature}}, signed


def replace_party(kept: Kept, old: str, new: str) -> dict[str, Any]:
    """The countersignature with a successor, who is no party yet, in the place of a party that has not signed."""
    return {**kept, "parties": [new if one == old else one for one in kept["parties"]]}


def _party(
    definition: Definition, case: Case, origin: Origin, facts: Facts
) -> str | tuple[str, dict[str, Any]] | None:
    """For whom an act of these people would sign, or why for nobody; `None` where nothing is signed."""
    rule, kept = definition.state(case.state).countersign, case.body.get("countersign")
    if rule is None or kept is None:
        return None
    person = origin.on_behalf_of or origin.actor
    own = [one for one in kept["parties"] if speaks_for(rule, one, person, definition, case, facts)]
    waiting = [one for one in kept["parties"] if one not in kept["signed"]]
    values: dict[str, Any] = {"person": person, "waiting": party_names(definition, rule, waiting) or NOBODY}
    if not own:
        return "not-a-party", {**values, "parties": party_names(definition, rule, kept["parties"]) or NOBODY}
    if not set(own) & set(waiting):
        return "signed-already", {**values, "party": party_names(definition, rule, own)}
    turn = may_sign_now(rule, kept)
    if not turn:
        refusing = [one for one, signed in kept["signed"].items() if signed["answer"] == "refuse"]
        return "countersign-stopped", {"party": party_names(definition, rule, refusing)}
    mine = [one for one in turn if one in own]
    if not mine:
        return "not-your-turn", {**values, "next": party_names(definition, rule, turn)}
    return mine[0]


def party_names(definition: Definition, rule: Countersign, parties: list[str]) -> list[Named]:
    """Parties with what they are called: a role by its title, a unit or a person by its id."""
    if rule.field is None:
        return [named(definition.role(one)) for one in parties]
    return [Named(one, Text(one, one)) for one in parties]


NOBODY = Named([], Text("无", "nobody"))
