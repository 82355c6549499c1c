"""What a person may do now, and for everything else why not: decided as `do` would decide it."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace as with_changes

from ..core import clockwork
from ..core.branching import UNDER_WAY
from ..core.case import Case
from ..core.commands import SYSTEM, Origin, Tick
from ..core.decide import settled
from ..core.definition import Definition
from ..core.facts import Facts, UnitFacts
from ..core.gates import reads_gates
from ..core.judge import judge_act
from ..core.outlook import dead_end
from ..core.refusals import Refusal
from ..core.roles import place_of
from ..core.text import Text
from ..core.times import local_day
from ..ports import UnitOfWork
from . import chains
from .facts import Setting, gather
from .signing import has_no_turn, signers
from .todo import kept_out, leading_on


class Possible(Struct, frozen=True):
    """An action that may be done, and what it wants filled in."""

    action: str
    title: Text
    needs: tuple[str, ...]
    """The fields it needs."""
    missing: tuple[str, ...] = ()
    """Those of them that still have to be supplied with the act."""
    may: tuple[str, ...] = ()
    """Fields it may set besides."""
    batch: bool = False
    """It is done in a batch, of one case or several."""


class Impossible(Struct, frozen=True):
    """An action that may not be done, and all the reasons."""

    action: str
    title: Text
    reasons: tuple[Refusal, ...]


def probe(
    work: UnitOfWork, setting: Setting, definition: Definition, case: Case, origin: Origin
) -> tuple[list[Possible], list[Impossible]]:
    """Every action of the workflow, judged for this person at this instant; nothing is stored."""
    facts = gather(work, setting, definition, case, Tick(origin))
    facts = with_changes(facts, holders=holders_of(work, setting, definition, case, facts, origin))
    tick = Tick(with_changes(origin, actor=SYSTEM, on_behalf_of=None))
    settled_work = settled(definition, case, tick, facts)
    possible: list[Possible] = []
    impossible: list[Impossible] = []
    titles = {action.id: action.title for _, action in reversed(list(definition.actions()))}
    for action in dict.fromkeys(action.id for _, action in definition.actions()):
        judgement = judge_act(settled_work, action, origin, {}, probe=True)
        if judgement.refusals:
            impossible.append(Impossible(action, titles[action], judgement.refusals))
        else:
            asked = judgement.action
            possible.append(
                Possible(action, asked.title, asked.needs, judgement.missing, asked.may, asked.batch)
            )
    return possible, impossible


def holders_of(
    work: UnitOfWork,
    setting: Setting,
    definition: Definition,
    case: Case | None,
    facts: Facts,
    origin: Origin,
) -> dict[str, tuple[str, ...]]:
    """Who holds each role of the workflow now, for this case."""
    day = local_day(origin.at, setting.zone)
    holders: dict[str, tuple[str, ...]] = {}
    for role in definition.roles:
        if role.place is not None:
            unit = UnitFacts(place_of(role, case, facts) or "")
            holders[role.id] = work.directory.holders(role.here, unit, day)
        elif role.person is None:
            holders[role.id] = chains.holders(work.directory, role, facts.unit, day)
        else:
            named = case.data.get(role.person) if case is not None else None
            holders[role.id] = (named,) if named else ()
    return holders


def movers(
    work: UnitOfWork, setting: Setting, definition: Definition, case: Case, origin: Origin
) -> tuple[str, ...]:
    """Everybody whom posts, exclusions and separation allow to do something with an open case: whom it waits for."""
    if case.status != "open":
        return ()
    facts = gather(work, setting, definition, case, Tick(origin))
    holders = holders_of(work, setting, definition, case, facts, origin)

    day = local_day(origin.at, setting.zone)

    def holds(person: str, role: str) -> bool:
        return person in holders.get(role, ())

    signing = signers(work.directory, day, holds)

    def holding(person: str) -> Callable[[str], bool]:
        return lambda role: person in holders.get(role, ())

    found = (
        person
        for action in leading_on(definition, case)
        for role in action.by
        for person in holders.get(role, ())
        if not kept_out(definition, case, action, person, holding(person))
        and not has_no_turn(definition, case, action, signing(person))
    )
    return tuple(dict.fromkeys(found))


def is_stuck(work: UnitOfWork, setting: Setting, definition: Definition, case: Case, origin: Origin) -> bool:
    """Whether an open case can neither be moved by anybody nor moves by itself, nor waits for a child.

    Waiting for children that can no longer succeed in number is waiting for nothing. Reminders and flags
    move nothing, so a running deadline is no way out; a stay that ends is, and so is a guard that reads
    the date.
    """
    if dead_end(definition, case) is not None:
        return True
    if case.status != "open" or any(one["status"] in UNDER_WAY for one in case.children.values()):
        return False
    if case.state in reads_gates(definition):  # another case may let it go on
        return False
    if clockwork.will_move(definition, case):
        return False
    on = leading_on(definition, case)
    if any(definition.role(role).post == "any" for action in on for role in action.by):
        return False
    return not movers(work, setting, definition, case, origin)
