"""Whether an action may be done now: every reason against it, in the order one would ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from . import clockwork, gates
from .ballots import judge_close
from .case import STATUSES
from .commands import Origin
from .data import accept, empty, references, rows_by_key
from .definition import Action, Definition
from .effects import judge_effects, judge_signing
from .extending import judge_extension
from .facts import Facts
from .guards import evaluate, names
from .linking import Children
from .parameters import by_guard_name
from .refusals import Refusal
from .registering import judge_adds
from .roles import judge_exclusions, judge_roles
from .text import Named, Text, named
from .times import local
from .unmet import reads_only_gates, refused_values, seen, sentence, sourced
from .work import Work

_NOWHERE = Action("", Text("", ""))


class Judgement(Struct, frozen=True):
    """What was found: the action, the values it sets, the role it is done in, or the refusals."""

    action: Action
    refusals: tuple[Refusal, ...] = ()
    missing: tuple[str, ...] = ()
    """Fields that must still be supplied (told by a probe, a refusal otherwise)."""
    values: Mapping[str, Any] = field(default_factory=dict)
    """Fields to fill."""
    said: Mapping[str, Any] = field(default_factory=dict)
    """All that was said with the act, for the record."""
    role: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the guards read beyond the fields of the case."""


def judge_act(
    work: Work, action_id: str, origin: Origin, data: Mapping[str, Any], *, probe: bool = False
) -> Judgement:
    """Judge an action with the data given. A probe asks before there is any data: what is missing is told, not refused."""
    found = _find(work, action_id, origin)
    if isinstance(found, Refusal):
        return Judgement(_NOWHERE, (found,))
    action = _told_of(found) if origin.imported_by is not None and found.draws is not None else found
    definition, facts = work.definition, work.facts
    role, refusals = judge_roles(action.by, named(action), definition, work.case, origin, facts)
    refusals += judge_exclusions(action, definition, work.case, origin, facts)
    refusals += _judge_once(work, action) + judge_signing(work, action, origin)
    if action.batch and not probe and origin.batch is None and origin.imported_by is None:
        refusals.append(Refusal("batch-only", {"action": named(action)}))
    values, bad = accept(definition, data)
    said = {name: value for name, value in values.items() if value is not None}
    number = values.pop(action.closes, None) if action.closes else None
    refusals += judge_fields(named(action), values, [*action.needs, *action.may]) + bad
    refusals += judge_references(references(definition, values), facts)
    # A field that was given and will not do is no missing one.
    missing = tuple(name for name in _missing(work, action, values) if name in values or name not in data)
    if missing and not probe:
        titles = [_field(definition, name) for name in missing]
        refusals.append(
            Refusal(
                "missing",
                {
                    "action": named(action),
                    "fields": titles,
                    "names": list(missing),
                    **sourced(action.basis, action.origin),
                },
            )
        )
    refusals += _judge_matter(work, action, number) + _judge_rows(work, action, values)
    refusals += judge_adds(work, action, values)
    if not (missing or bad):
        settles = values if number is None else {**values, str(action.closes): number}
        refusals += judge_extension(work, action, settles, work.now)
    waived = (
        frozenset((*missing, *(one for one in action.may if one not in work.body["data"])))
        if probe
        else frozenset()
    )
    conditions, read = _judge_conditions(work, action, values, origin, waived)
    if action.requires:
        shut, stood = _judge_gates(work, action, origin, values)
        refusals, read = refusals + shut, read | stood
    if not (missing or bad) or probe:
        # What is missing or will not do would only be reported twice by the conditions that read it.
        refusals += conditions
    return Judgement(action, tuple(refusals), missing, values, said, role, read)


def judge_fields(title: Named, data: Mapping[str, Any], allowed: list[str]) -> list[Refusal]:
    """An act sets only what it may set."""
    return [
        Refusal("not-settable", {"action": title, "field": name, "allowed": allowed or _NOTHING})
        for name in data
        if name not in allowed
    ]


def judge_references(named: Iterable[tuple[str, str, str]], facts: Facts) -> list[Refusal]:
    """Everybody and every unit named in the data is in the directory."""
    return [
        Refusal("unknown-reference", {"path": path, "id": one})
        for _, path, one in named
        if one in facts.unknown
    ]


def judge_rows(work: Work, values: Mapping[str, Any]) -> list[Refusal]:
    """A list keeps the records for which cases were opened."""
    return _judge_rows(work, _NOWHERE, values)


def _find(work: Work, action_id: str, origin: Origin) -> Action | Refusal:
    action = work.state.action(action_id) if work.is_open else None
    if action is None:
        return _not_here(work, action_id)
    if action.auto is None and not action.by:
        return _by_the_clock(work, action)
    return action if action.auto is None else _automatic(work, action, origin)


def _told_of(action: Action) -> Action:
    """An action whose sample was drawn elsewhere before: what was drawn is told."""
    return action if action.draws is None else replace(action, needs=(*action.needs, action.draws.into))


def _by_the_clock(work: Work, action: Action) -> Refusal:
    """What happens by itself when a statutory term passes is done by nobody."""
    dues = clockwork.dues_of(work.definition, work.state.id)
    name = next((name for name, due in dues.items() if due.expires == action.id), "-")
    running = work.body["deadlines"].get(name, {})
    last = running.get("last", "-")
    condition = Text(f"法定期限 {name} 届满（{last}）", f"the statutory term {name} passes ({last})")
    return Refusal(
        "automatic", {"action": named(action), "condition": condition, "deadline": name, "last": last}
    )


def ended(work: Work, title: Named) -> Refusal:
    """Nothing more can be done with a case that has ended."""
    status = work.body["status"]
    return Refusal("ended", {"status": Named(status, STATUSES[status]), "action": title})


def _not_here(work: Work, action_id: str) -> Refusal:
    definition = work.definition
    places = [(state, action) for state, action in definition.actions() if action.id == action_id]
    if not places:
        known = list(dict.fromkeys(action.id for _, action in definition.actions()))
        return Refusal("unknown-action", {"workflow": definition.id, "action": action_id, "actions": known})
    title = named(places[0][1])
    if not work.is_open:
        return ended(work, title)
    states = [named(state) for state, _ in places]
    return Refusal("not-here", {"state": named(work.state), "action": title, "states": states})


def _automatic(work: Work, action: Action, origin: Origin) -> Refusal:
    guard = action.auto
    if guard is None:
        return Refusal("automatic", {"action": named(action), "condition": Named("", Text("", ""))})
    how, figures = seen(work, guard, work.now)
    condition = how.title
    if not reads_only_gates(names(guard)):
        asked = sentence(work.definition, guard)
        condition = Text(f"{asked.zh}（{how.title.zh}）", f"{asked.en} ({how.title.en})")
    return Refusal(
        "automatic", {"action": named(action), "condition": Named(guard.text, condition), **figures}
    )


def _judge_once(work: Work, action: Action) -> list[Refusal]:
    stay = work.state.stay
    once = action.closes == "ballot" or (stay is not None and stay.since == action.id)
    done = work.body.get("done", {}).get(action.id)
    if not once or done is None:
        return []
    return [Refusal("already-done", {"action": named(action), "at": local(done, work.facts.zone)})]


def _missing(work: Work, action: Action, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields still to be filled.

    What an act says of itself (why it sends back, what it objects to) has to be said each time; for
    the rest, what the case holds already serves.
    """
    fresh = bool(action.back or action.opens or action.closes or action.reopens)
    held = {} if fresh else work.body["data"]
    places = (one.unit for one in action.spawns if one.unit is not None)
    needed = dict.fromkeys((*action.needs, *places))
    return tuple(name for name in needed if empty(values[name] if name in values else held.get(name)))


def _judge_matter(work: Work, action: Action, number: Any) -> list[Refusal]:
    kind = action.closes
    if kind is None:
        return []
    if kind == "ballot":
        ballot, poll = work.state.ballot, work.case.poll
        if ballot is None or poll is None:
            return []
        unset = [name for name, value in work.figures(ballot).items() if value is None]
        known = work.definition.derived(by_guard_name)
        lacking = [known[name[6:]] for name in unset]
        besides = [Refusal("figure-unset", {"parameter": named(one), "name": one.id}) for one in lacking]
        return judge_close(ballot, poll, work.facts) + besides
    running = work.body.get("open", {}).get(kind, {})
    if not running:
        return [Refusal("nothing-open", {"kind": _kind(work.definition, kind), "action": named(action)})]
    if number is not None and str(number) not in running:
        matter = _kind(work.definition, kind)
        return [Refusal("not-open", {"kind": matter, "number": number, "open": sorted(running, key=int)})]
    return []


def _judge_rows(work: Work, action: Action, values: Mapping[str, Any]) -> list[Refusal]:
    rule = work.definition.derived(_children_of_rows) if values else None
    if rule is None:
        return []
    refusals = []
    known = work.case.children
    if values.get(rule.each) is not None:
        kept = rows_by_key(work.definition, rule.each, values)
        dropped = [key for key, one in known.items() if key not in kept and "branch" not in one]
        if dropped:
            title = _field(work.definition, rule.each)
            refusals.append(Refusal("item-dropped", {"field": title, "keys": dropped}))
    if action.reopens is not None and values.get(action.reopens):
        strange = [str(key) for key in values[action.reopens] if str(key) not in known]
        if strange:
            refusals.append(Refusal("no-such-item", {"keys": strange, "known": [*known] or NONE}))
    return refusals


def _children_of_rows(definition: Definition) -> Children | None:
    """The children that a list of records opens, where a workflow has such a list."""
    return next((state.children for state in definition.states if state.children), None)


def _judge_conditions(
    work: Work, action: Action, values: Mapping[str, Any], origin: Origin, waived: frozenset[str]
) -> tuple[list[Refusal], dict[str, Any]]:
    if not action.when and action.decides is None and action.draws is None:
        return [], {}
    after = Work(work.definition, work.body, work.facts, origin)
    after.put(values)
    now = after.names(after.now)
    refusals: list[Refusal] = []
    read: dict[str, Any] = {}
    for condition in action.when:
        if waived and waived & names(condition.that):
            continue
        read |= now.read(condition.that)
        if evaluate(condition.that, now).value is not True:
            refusals.append(Refusal("condition", refused_values(after, action, condition, after.now)))
    besides, seen_besides = judge_effects(after, action, after.now, waived)
    return refusals + besides, read | seen_besides


def _judge_gates(
    work: Work, action: Action, origin: Origin, values: Mapping[str, Any]
) -> tuple[list[Refusal], dict[str, Any]]:
    """The gates that an action needs to be open, and where they stand with what it fills in, for the record."""
    after = Work(work.definition, work.body, work.facts, origin)
    after.put(values)
    now = after.names(after.now)
    required = [gates.see(work.definition.gate(one), now, work.facts) for one in action.requires]
    stood = {f"gate.{one.gate.id.replace('-', '_')}": one.standing for one in required}
    return gates.judge(named(action), required), stood


def _field(definition: Definition, name: str) -> Named:
    field_ = definition.field(name)
    if field_ is None:
        return Named(name, Text(name, name))
    return Named(name, Text(f"{field_.title.zh}（{name}）", f"{field_.title.en} ({name})"))


def _kind(definition: Definition, kind: str) -> Named:
    """A kind of matter, called after the action that raises it; no definition gives it a title of its own."""
    raising = next((action.title for _, action in definition.actions() if action.opens == kind), None)
    if raising is None:
        return Named(kind, Text(kind, kind))
    return Named(kind, Text(f"事项（由「{raising.zh}」提出）", f"matter raised by '{raising.en}'"))


NONE = Named([], Text("无", "none"))
_NOTHING = Named([], Text("无", "nothing"))
