"""States and their actions: from checked nodes to the values of a definition, every name looked up."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import dataclass, replace
from typing import Literal

from ..core.definition import (
    Action,
    Ballot,
    Bound,
    Children,
    Condition,
    Due,
    Field,
    FinalStatus,
    Rung,
    State,
    Stay,
)
from ..core.guards import Guard
from ..core.reminding import WORDS
from ..core.terms import Term, longer, offset_text, parse_offset, parse_term, term_text
from ..core.text import Text
from .access import entries, members, prose, scalar, section, title, title_if_any, words
from .declarations import BY_TALLY, Types, rungs_of, type_words
from .diagnostics import Report
from .people import refer
from .source import Mapping, Node, Scalar
from .structure import parse_date, parse_share

GuardPlace = Literal["state", "ballot-state", "ballot"]
"""Where a guard stands decides which names it may read: the ballot's own rules only read the count."""
ReadGuard = Callable[[Scalar, GuardPlace], Guard | None]

APPROVING = frozenset({"satisfied", "basically", "agree", "yes", "approve", "support"})
NOT_APPROVING = frozenset({"unsatisfied", "disagree", "no", "reject", "oppose", "abstain"})
_FINALS: dict[str, FinalStatus] = {"success": "success", "failure": "failure"}


@dataclass(frozen=True, slots=True)
class Known:
    """Everything a state may name."""

    fields: Map[str, Field]
    """Declared fields, and behind them the common ones."""
    faulty: frozenset[str]
    """Declared fields that could not be understood: what names them is not wrong for that."""
    types: Types
    roles: dict[str, None]
    states: dict[str, None]
    report: Report
    guard: ReadGuard

    def field(self, word: Scalar) -> Field | None:
        """The field of that name; a finding when there is none."""
        if word.text in self.faulty:
            return None
        name = refer(word, self.fields.keys(), "unknown-field", self.report)
        return self.fields[name] if name is not None else None


def build_states(root: Mapping, known: Known) -> tuple[State, ...]:
    """All states in the order of the file."""
    return tuple(_state(name, node, known) for name, node in entries(root, "states"))


def build_due(holder: Mapping, known: Known) -> Due | None:
    """The deadline of a state or of the whole case."""
    node = holder.get("due")
    if isinstance(node, Scalar):
        return Due(within=parse_term(node.text))
    if not isinstance(node, Mapping):
        return None
    _one_of(node, ("within", "date", "field"), holder, known)
    within, day, field = scalar(node, "within"), scalar(node, "date"), scalar(node, "field")
    term = parse_term(within.text) if within is not None else None
    return Due(
        within=term,
        date=parse_date(day.text) if day is not None else None,
        field=_field(field, ("date", "deadline"), known) if field is not None else None,
        remind=_reminders(node, term, known),
        escalate=_escalation(node, term, known),
        basis=prose(node, "basis"),
    )


# Private functions


def _one_of(node: Mapping, keys: tuple[str, ...], holder: Mapping, known: Known) -> None:
    present = [key for key in node.written() if key.text in keys]
    if len(present) > 1:
        known.report.error("one-due", present[1].span, keys=keys)
    elif not present:
        key = holder.key("due")
        known.report.error("one-due", key.span if key is not None else node.span, keys=keys)


def _reminders(node: Mapping, term: Term | None, known: Known) -> tuple[Term, ...]:
    reminders = []
    for one in words(node, "remind"):
        offset, after = parse_offset(one.text)
        if after:
            known.report.error("reminder-after", one.span, text=one.text)
        else:
            _check_reach(offset, term, one, known)
            reminders.append(offset)
    return tuple(reminders)


def _escalation(node: Mapping, term: Term | None, known: Known) -> tuple[Rung, ...]:
    ladder = scalar(node, "escalate")
    if ladder is None:
        steps: tuple[Node, ...] = members(node, "escalate")
        rungs = rungs_of(steps, known.report)
    else:
        name = refer(ladder, known.types.ladders.keys(), "unknown-ladder", known.report)
        rungs = known.types.ladders[name] if name is not None else ()
        steps = (ladder,) * len(rungs)
    for rung, step in zip(rungs, steps, strict=False):  # a rung told twice has been found already
        word = step if isinstance(step, Scalar) else scalar(step, "at") if isinstance(step, Mapping) else None
        if not rung.after and word is not None:
            _check_reach(rung.offset, term, word, known)
        _check_people(rung, step, known)
    return rungs


def _check_people(rung: Rung, step: Node, known: Known) -> None:
    """Whom a rung tells are roles of this workflow, or words that every workflow knows."""
    written = words(step, "to") if isinstance(step, Mapping) else ()
    spans = {one.text: one for one in written}
    for name in rung.to:
        word = spans.get(name, step if isinstance(step, Scalar) else None)
        if word is None or name in WORDS or name in known.roles:
            continue
        known.report.error("unknown-recipient", word.span, name=name,
                           suggestion=known.report.suggestion(name, [*WORDS, *known.roles]))  # fmt: skip


def _check_reach(offset: Term, term: Term | None, word: Scalar, known: Known) -> None:
    """What comes before the last day must be shorter than the term, or its day never comes."""
    if term is not None and longer(term, offset):
        known.report.error("reminder-too-early", word.span,
                           reminder=Text(offset_text(offset, False, "zh"), offset_text(offset, False, "en")),
                           term=Text(term_text(term, "zh"), term_text(term, "en")))  # fmt: skip


def _state(name: Scalar, node: Mapping, known: Known) -> State:
    ballot = _ballot(section(node, "ballot"), known)
    place: GuardPlace = "ballot-state" if node.key("ballot") is not None else "state"
    actions = tuple(_action(key, value, place, known) for key, value in entries(node, "actions"))
    final = scalar(node, "final")
    return State(
        id=name.text,
        title=title(node, name.text),
        actions=_closing(actions) if ballot is not None else actions,
        due=build_due(node, known),
        stay=_stay(section(node, "stay"), node, place, known),
        children=_children(section(node, "children"), known),
        ballot=ballot,
        final=_FINALS.get(final.text) if final is not None else None,
        basis=prose(node, "basis"),
    )


def _closing(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """In a state with a ballot the action called `close` closes it, unless another one says it does."""
    if any(one.closes == "ballot" for one in actions):
        return actions
    return tuple(
        replace(one, closes="ballot")
        if one.id == "close" and one.auto is None and one.closes is None
        else one
        for one in actions
    )


def _stay(node: Mapping | None, state: Mapping, place: GuardPlace, known: Known) -> Stay | None:
    least, since = scalar(node, "least"), scalar(node, "from")
    if node is None or least is None:
        return None
    actions = [key.text for key, _ in entries(state, "actions")]
    started = refer(since, actions, "unknown-action", known.report) if since is not None else None
    return Stay(
        parse_term(least.text), started, _guard(scalar(node, "stop"), place, known), prose(node, "basis")
    )


def _children(node: Mapping | None, known: Known) -> Children | None:
    each, workflow, share = scalar(node, "each"), scalar(node, "workflow"), scalar(node, "done")
    if node is None or each is None or workflow is None:
        return None
    field = known.field(each)
    if field is None:
        return None
    kind = field.type
    record = (
        known.types.records.get(kind.of.name or "") if kind.kind == "list" and kind.of is not None else None
    )
    if record is None or record.key is None:
        known.report.error("children-each", each.span, field=field.name, found=type_words(kind))
        return None
    mapped = section(node, "with")
    pairs = []
    for child, source in mapped.entries if mapped is not None else ():
        if isinstance(source, Scalar):
            names = [one.name for one in record.fields]
            if refer(source, names, "unknown-record-field", known.report, record=record.name) is not None:
                pairs.append((child.text, source.text))
    done = parse_share(share.text) if share is not None else None
    if done is None:
        return Children(field.name, workflow.text, fields=tuple(pairs))
    return Children(field.name, workflow.text, done, tuple(pairs))


def _ballot(node: Mapping | None, known: Known) -> Ballot | None:
    groups, choices = words(node, "groups"), words(node, "choices")
    valid = _guard(scalar(node, "valid"), "ballot", known)
    passing = _guard(scalar(node, "pass"), "ballot", known)
    if node is None or valid is None or passing is None or not groups or not choices:
        return None
    for one in choices:
        if one.text in ("invited", "void"):
            known.report.error("name-taken", one.span, name=one.text, by=BY_TALLY)
    terms = scalar(node, "open")
    secret = scalar(node, "secret")
    return Ballot(
        groups=tuple(one.text for one in groups),
        choices=tuple(one.text for one in choices),
        approving=_approving(node, choices, known),
        open=parse_term(terms.text) if terms is not None else None,
        secret=secret is None or secret.text.lower() == "true",
        valid=valid,
        passing=passing,
        basis=prose(node, "basis"),
    )


def _approving(node: Mapping, choices: tuple[Scalar, ...], known: Known) -> tuple[str, ...]:
    """The choices that count as approval: as told, or by the words themselves where all are known."""
    told = words(node, "approving")
    names = [one.text for one in choices]
    if node.key("approving") is not None:
        return tuple(
            one.text for one in told if refer(one, names, "unknown-choice", known.report) is not None
        )
    for one in choices:
        if one.text not in APPROVING | NOT_APPROVING:
            known.report.error("approving-unknown", one.span, choice=one.text)
            return ()
    return tuple(name for name in names if name in APPROVING)


def _action(name: Scalar, node: Mapping, place: GuardPlace, known: Known) -> Action:
    opens, closes, reopens = scalar(node, "opens"), scalar(node, "closes"), scalar(node, "reopens")
    to, back = scalar(node, "to"), scalar(node, "back")
    return Action(
        id=name.text,
        title=title(node, name.text),
        by=_roles(node, "by", known),
        never=_roles(node, "never", known),
        needs=_field_names(node, "needs", known),
        may=_field_names(node, "may", known),
        when=tuple(_conditions(node, place, known)),
        to=refer(to, known.states, "unknown-state", known.report) if to is not None else None,
        back=refer(back, known.states, "unknown-state", known.report) if back is not None else None,
        auto=_guard(scalar(node, "auto"), place, known),
        rounds=_bound(section(node, "rounds"), known),
        repeats=_bound(section(node, "repeats"), known),
        keep=_field_names(node, "keep", known),
        clear=_field_names(node, "clear", known),
        opens=opens.text if opens is not None else None,
        closes=closes.text if closes is not None else None,
        reopens=_reopened(reopens, known) if reopens is not None else None,
        basis=prose(node, "basis"),
    )


def _roles(node: Mapping, key: str, known: Known) -> tuple[str, ...]:
    found = (refer(one, known.roles, "unknown-role", known.report) for one in words(node, key))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _field_names(node: Mapping, key: str, known: Known) -> tuple[str, ...]:
    found = (known.field(one) for one in words(node, key))
    return tuple(dict.fromkeys(one.name for one in found if one is not None))


def _conditions(node: Mapping, place: GuardPlace, known: Known) -> list[Condition]:
    conditions = []
    for one in members(node, "when"):
        that, basis, words_for_it = _condition_parts(one)
        guard = _guard(that, place, known)
        if guard is not None:
            conditions.append(Condition(guard, basis, words_for_it))
    return conditions


def _condition_parts(node: Node) -> tuple[Scalar | None, str | None, Text | None]:
    if isinstance(node, Scalar):
        return node, None, None
    if isinstance(node, Mapping):
        return scalar(node, "that"), prose(node, "basis"), title_if_any(node)
    return None, None, None


def _bound(node: Mapping | None, known: Known) -> Bound | None:
    most, then = scalar(node, "most"), scalar(node, "then")
    if most is None or then is None:
        return None
    state = refer(then, known.states, "unknown-state", known.report)
    return Bound(int(most.text), state) if state is not None else None


def _reopened(word: Scalar, known: Known) -> str | None:
    field = known.field(word)
    if field is None:
        return None
    kind = field.type
    if kind.kind not in ("list", "set") or kind.of is None or kind.of.kind == "record":
        known.report.error(
            "field-type", word.span, field=field.name, expected="set of integer", found=type_words(kind)
        )
        return None
    return field.name


def _field(word: Scalar, kinds: tuple[str, ...], known: Known) -> str | None:
    field = known.field(word)
    if field is None:
        return None
    kind = field.type
    if kind.kind not in kinds:
        known.report.error(
            "field-type", word.span, field=field.name, expected=" / ".join(kinds), found=type_words(kind)
        )
        return None
    return field.name


def _guard(word: Scalar | None, place: GuardPlace, known: Known) -> Guard | None:
    return known.guard(word, place) if word is not None else None
