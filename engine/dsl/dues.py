"""Deadlines, stays and extensions: from checked nodes to the values of a definition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Mapping as Map
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ..core.definition import Parameter
from ..core.dues import Due, Extension, Milestone, Nature, Rung, Stage, Stay
from ..core.fields import Field, Record
from ..core.guards import Guard
from ..core.guards.types import Type
from ..core.laws import Counting, Law
from ..core.office import Hours, parse_hours
from ..core.recurrence_words import parse_recurrence
from ..core.reminding import WORDS
from ..core.terms import Term, TermError, longer, offset_text, parse_offset, parse_term, term_text
from ..core.text import Text
from .access import entries, members, prose, scalar, section, title, words
from .declarations import Types, rungs_of, type_words
from .diagnostics import Report
from .people import refer
from .source import Mapping, Node, Scalar
from .sourcing import origin_of
from .structure import MILESTONE, parse_date

GuardPlace = Literal["state", "ballot-state", "ballot", "countersign-state"]
"""Where a guard stands decides which names it may read: the ballot's own rules only read the count."""
ReadGuard = Callable[[Scalar, GuardPlace], Guard | None]
ReadElementGuard = Callable[[Scalar, GuardPlace, Field, Record | None, Map[str, Type]], Guard | None]
"""Reads a guard that may name an element of a branch too: the element as a field, its record, what else may be asked of it."""
ReadValue = Callable[[Scalar], tuple[Guard, Type] | None]

WAYS = ("within", "date", "field", "milestone", "every", "parameter", "stages")
"""What a deadline has exactly one of."""
_NATURES: dict[str, Nature] = {"internal": "internal", "promised": "promised", "statutory": "statutory"}


class Known(Struct, frozen=True):
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
    milestones: tuple[Milestone, ...] = ()
    actions: frozenset[str] = frozenset()
    """Every action of the workflow: what fulfils a deadline of the whole case may be any."""
    law: Law | None = None
    """What governs the terms of the whole workflow."""
    hours: Hours = ()
    gates: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    value: ReadValue = lambda word: None
    guard_of_element: ReadElementGuard = lambda word, place, element, record, more: None

    def field(self, word: Scalar) -> Field | None:
        """The field of that name; a finding when there is none."""
        if word.text in self.faulty:
            return None
        name = refer(word, self.fields.keys(), "unknown-field", self.report)
        return self.fields[name] if name is not None else None


def declare_milestones(root: Mapping) -> tuple[Milestone, ...]:
    """The milestones of a file."""
    table = section(root, "milestones")
    found = table.entries if table is not None else ()
    return tuple(Milestone(name.text, _title_of(value, name.text)) for name, value in found)


def law_of(node: Mapping | None, types: Types, report: Report) -> Law | None:
    """The law that a mapping names."""
    word = scalar(node, "law")
    name = refer(word, types.laws.keys(), "unknown-law", report) if word is not None else None
    return types.laws[name] if name is not None else None


def hours_of(root: Mapping) -> Hours:
    """The hours of business that a file gives; empty for ours."""
    word = scalar(root, "office_hours")
    return (parse_hours(word.text) or ()) if word is not None else ()


def build_due(holder: Mapping, known: Known, place: GuardPlace = "state") -> Due | None:
    """The deadline of a state or of the whole case; its stages are built by `build_stages`."""
    node = holder.get("due")
    if isinstance(node, Mapping) and node.key("stages") is not None:
        _one_of(node, holder.key("due"), known)
        return None
    key = holder.key("due")
    return _due(node, key, holder, known, place) if isinstance(node, (Scalar, Mapping)) else None


def build_stages(holder: Mapping, known: Known, place: GuardPlace = "state") -> tuple[Stage, ...]:
    """The stages of a state or of the whole case, each with a deadline of its own."""
    table = section(section(holder, "due"), "stages")
    stages = []
    for name, node in table.entries if table is not None else ():
        if not isinstance(node, (Scalar, Mapping)):
            continue
        due = _due(node, name, holder, known, place)
        named = title(node, name.text) if isinstance(node, Mapping) else Text(name.text, name.text)
        if due is not None:
            stages.append(Stage(name.text, named, due))
    return tuple(stages)


def build_stay(node: Mapping | None, state: Mapping, place: GuardPlace, known: Known) -> Stay | None:
    """The stay of a state."""
    least, since = scalar(node, "least"), scalar(node, "from")
    if node is None or least is None:
        return None
    actions = [key.text for key, _ in entries(state, "actions")]
    started = refer(since, actions, "unknown-action", known.report) if since is not None else None
    counting = _counting(node, known)
    term = _term(least, counting, known)
    if term is None:
        return None
    stop = _guard(scalar(node, "stop"), place, known)
    return Stay(term, started, stop, prose(node, "basis"), counting, origin_of(node, known.report))


def build_extension(
    node: Mapping | None, state: Scalar, dues: Iterable[str], known: Known
) -> Extension | None:
    """What an action extends; without `of`, the deadline of its state."""
    by, of, most, longest = (scalar(node, key) for key in ("by", "of", "most", "longest"))
    if node is None or by is None:
        return None
    names = list(dues)
    name: str | None = state.text if state.text in names else "case"
    if of is not None:
        name = refer(of, names, "unknown-deadline", known.report)
    elif name not in names:
        name = refer(by, names, "unknown-deadline", known.report) if not names else names[0]
    if name is None:
        return None
    counting = Counting(law=known.law)
    most_often = int(most.text) if most is not None else 1
    limit = _term(longest, counting, known) if longest is not None else None
    if by.text.strip()[:1].isdigit():
        term = _term(by, counting, known)
        return Extension(name, term, None, most_often, limit) if term is not None else None
    field = field_of(by, ("date", "deadline"), known)
    if field is not None and limit is None and node.key("longest") is None:
        known.report.error("extension-unbounded", by.span, field=field)
    return Extension(name, None, field, most_often, limit) if field is not None else None


def field_of(word: Scalar, kinds: tuple[str, ...], known: Known) -> str | None:
    """The field of that name, which must be of one of these kinds."""
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


# Private functions


def _due(
    node: Scalar | Mapping, key: Scalar | None, holder: Mapping, known: Known, place: GuardPlace
) -> Due | None:
    if isinstance(node, Scalar):
        counting = Counting(law=known.law, hours=known.hours) if known.law or known.hours else Counting()
        told = MILESTONE.fullmatch(node.text)
        if told is not None and (known.milestones or told[2] is not None):
            milestone, offset, after = _milestone(node, counting, known)
            return Due(milestone=milestone, offset=offset, after=after, counting=counting)
        term = _term(node, counting, known)
        return Due(within=term, counting=counting) if term is not None else None
    _one_of(node, key, known)
    counting = _counting(node, known)
    within, day, field = scalar(node, "within"), scalar(node, "date"), scalar(node, "field")
    every, milestone_word = scalar(node, "every"), scalar(node, "milestone")
    term = _term(within, counting, known) if within is not None else None
    recurrence = parse_recurrence(every.text) if every is not None else None
    milestone, offset, after = (
        _milestone(milestone_word, counting, known) if milestone_word is not None else (None, None, False)
    )
    actions = [name.text for name, _ in entries(holder, "actions")]
    nature, again = scalar(node, "nature"), scalar(node, "again")
    due = Due(
        within=term,
        date=parse_date(day.text) if day is not None else None,
        field=field_of(field, ("date", "deadline"), known) if field is not None else None,
        remind=_reminders(node, term, known),
        escalate=_escalation(node, term, known),
        basis=prose(node, "basis"),
        milestone=milestone,
        offset=offset,
        after=after,
        every=recurrence,
        counting=counting,
        stop=_guard(scalar(node, "stop"), place, known),
        nature=_NATURES[nature.text] if nature is not None else "internal",
        expires=_named(scalar(node, "expires"), actions, known),
        met=_met(node, actions or known.actions, known),
        met_when=_guard(scalar(node, "met_when"), place, known),
        parameter=_parameter(scalar(node, "parameter"), known),
        again=again is not None and again.text.lower() == "true",
        origin=origin_of(node, known.report),
    )
    if due.again and node.key("met") is None:
        known.report.error("every-without-met", again.span if again is not None else node.span)
    if due.expires is not None and due.nature != "statutory":
        span = node.key("expires")
        known.report.error(
            "expires-not-statutory", span.span if span is not None else node.span, nature=due.nature
        )
    if recurrence is not None and node.key("met") is None:
        known.report.error("every-without-met", every.span if every is not None else node.span)
    return due


def _parameter(word: Scalar | None, known: Known) -> str | None:
    """The parameter of that name, which must be a term."""
    if word is None:
        return None
    terms = [one.id for one in known.parameters if one.kind == "term"]
    return refer(word, terms, "unknown-parameter", known.report)


def _named(word: Scalar | None, actions: Iterable[str], known: Known) -> str | None:
    return refer(word, list(actions), "unknown-action", known.report) if word is not None else None


def _met(node: Mapping, actions: Iterable[str], known: Known) -> tuple[str, ...]:
    found = (refer(one, sorted(actions), "unknown-action", known.report) for one in words(node, "met"))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _one_of(node: Mapping, key: Scalar | None, known: Known) -> None:
    present = [one for one in node.written() if one.text in WAYS]
    if len(present) > 1:
        known.report.error("one-due", present[1].span, keys=WAYS)
    elif not present:
        known.report.error("one-due", key.span if key is not None else node.span, keys=WAYS)


def _counting(node: Mapping, known: Known) -> Counting:
    count, rolls, until = scalar(node, "count"), scalar(node, "rolls"), scalar(node, "until")
    law = known.law
    if node.key("law") is not None:  # one that is not known is told once, not again by every 日
        law = law_of(node, known.types, known.report) or Law("", Text("", ""))
    return Counting(
        law=law,
        both_ends=count is not None and count.text == "both-ends",
        roll=rolls is None or rolls.text.lower() == "true",
        business=until is not None and until.text == "business",
        hours=known.hours,
    )


def _term(word: Scalar, counting: Counting, known: Known) -> Term | None:
    """A term, in which a bare 日 is read by the law that governs it."""
    try:
        return parse_term(word.text, counting.bare if counting.law is not None else None)
    except TermError as problem:
        known.report.error(problem.code, word.span, **dict(problem.values))
        return None


def _milestone(word: Scalar, counting: Counting, known: Known) -> tuple[str | None, Term | None, bool]:
    found = MILESTONE.fullmatch(word.text)
    if found is None:
        return None, None, False
    named = replace(word, text=found[1])
    name = refer(named, [one.id for one in known.milestones], "unknown-milestone", known.report)
    if found[2] is None:
        return name, None, False
    return name, _term(replace(word, text=found[3]), counting, known), found[2] == "+"


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
        known.report.error(
            "unknown-recipient",
            word.span,
            name=name,
            suggestion=known.report.suggestion(name, [*WORDS, *known.roles]),
        )


def _check_reach(offset: Term, term: Term | None, word: Scalar, known: Known) -> None:
    """What comes before the last day must be shorter than the term, or its day never comes."""
    if term is not None and longer(term, offset):
        known.report.error(
            "reminder-too-early",
            word.span,
            reminder=Text(offset_text(offset, False, "zh"), offset_text(offset, False, "en")),
            term=Text(term_text(term, "zh"), term_text(term, "en")),
        )


def _title_of(node: object, default: str) -> Text:
    if isinstance(node, Scalar):
        return Text(node.text.strip(), node.text.strip())
    if isinstance(node, Mapping):
        return Text(prose(node, "zh") or default, prose(node, "en") or default)
    return Text(default, default)


def _guard(word: Scalar | None, place: GuardPlace, known: Known) -> Guard | None:
    return known.guard(word, place) if word is not None else None
