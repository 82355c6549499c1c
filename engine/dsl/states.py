"""States and their actions: from checked nodes to the values of a definition, every name looked up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from msgspec.structs import replace

from ..core.definition import Action, Bound, Condition, FinalStatus, State
from ..core.fields import FieldType
from ..core.guards import Guard
from ..core.guards.types import Type
from ..core.linking import Children
from ..core.text import Text
from .access import entries, flag, members, prose, scalar, section, title, title_if_any, words
from .ballots import build_ballot
from .branches import build_branches, build_spawns
from .decisions import build_countersign, build_decides, build_draw, build_ranking, build_signature
from .declarations import type_words
from .dues import GuardPlace, Known, build_due, build_extension, build_stages, build_stay
from .people import refer
from .registers import build_adds
from .secrecy import is_open
from .source import Mapping, Node, Scalar
from .sourcing import origin_of
from .structure import parse_share

_FINALS: dict[str, FinalStatus] = {"success": "success", "failure": "failure"}


def build_states(root: Mapping, known: Known) -> tuple[State, ...]:
    """All states in the order of the file."""
    return tuple(_state(root, name, node, known) for name, node in entries(root, "states"))


# Private functions


def _state(root: Mapping, name: Scalar, node: Mapping, known: Known) -> State:
    ballot = build_ballot(section(node, "ballot"), known)
    place: GuardPlace = "ballot-state" if node.key("ballot") is not None else "state"
    if node.key("countersign") is not None:
        place = "countersign-state"
    countersign = build_countersign(section(node, "countersign"), known)
    dues = names_of_dues(root, name, node)
    actions = tuple(_action(key, value, name, dues, place, known) for key, value in entries(node, "actions"))
    if countersign is not None:  # where no role says who may sign, the parties may
        actions = tuple(
            replace(one, by=countersign.roles) if one.signs is not None and not one.by else one
            for one in actions
        )
    final = scalar(node, "final")
    return State(
        id=name.text,
        title=title(node, name.text),
        actions=_closing(actions) if ballot is not None else actions,
        due=build_due(node, known, place),
        stay=build_stay(section(node, "stay"), node, place, known),
        children=_children(section(node, "children"), known),
        ballot=ballot,
        final=_FINALS.get(final.text) if final is not None else None,
        basis=prose(node, "basis"),
        stages=build_stages(node, known, place),
        branches=build_branches(node, place, known),
        settled=flag(node, "settled"),
        origin=origin_of(node, known.report),
        countersign=countersign,
    )


def names_of_dues(root: Mapping, name: Scalar, node: Mapping) -> tuple[str, ...]:
    """The deadlines that may run in a state: its own, those of its stages, and those of the whole case."""
    found: list[str] = []
    for holder, called in ((node, name.text), (root, "case")):
        due = holder.get("due")
        stages = section(due, "stages") if isinstance(due, Mapping) else None
        if stages is not None:
            found += [f"{called}.{stage.text}" for stage in stages.written()]
        elif holder.key("due") is not None or (called != "case" and section(holder, "ballot") is not None):
            found.append(called)
    return tuple(found)


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
    return Children(field.name, workflow.text, done or Decimal(1), tuple(pairs), is_open(node))


def _action(
    name: Scalar, node: Mapping, state: Scalar, dues: tuple[str, ...], place: GuardPlace, known: Known
) -> Action:
    opens, closes, reopens = scalar(node, "opens"), scalar(node, "closes"), scalar(node, "reopens")
    to, back = scalar(node, "to"), scalar(node, "back")
    adds = build_adds(section(node, "adds"), node, known)
    keyed = (adds.key,) if adds is not None else ()
    return Action(
        id=name.text,
        title=title(node, name.text),
        by=_roles(node, "by", known),
        never=_roles(node, "never", known),
        needs=tuple(dict.fromkeys((*_field_names(node, "needs", known), *keyed))),
        may=_field_names(node, "may", known),
        when=tuple(conditions(node, place, known)),
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
        extends=build_extension(section(node, "extends"), state, dues, known),
        spawns=build_spawns(node, place, known),
        requires=_gates(node, known),
        sets=tuple(_sets(node, known)),
        origin=origin_of(node, known.report),
        edition=flag(node, "edition"),
        batch=flag(node, "batch"),
        decides=build_decides(section(node, "decides"), known),
        draws=build_draw(section(node, "draws"), known),
        ranks=build_ranking(section(node, "ranks"), known),
        signs=build_signature(scalar(node, "signs")),
        adds=adds,
    )


def _roles(node: Mapping, key: str, known: Known) -> tuple[str, ...]:
    found = (refer(one, known.roles, "unknown-role", known.report) for one in words(node, key))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _sets(node: Mapping, known: Known) -> Iterator[tuple[str, Guard]]:
    """The fields that an action fills in by itself, each with an expression of its type."""
    table = section(node, "sets")
    for name, word in table.entries if table is not None else ():
        field = known.field(name)
        read = known.value(word) if isinstance(word, Scalar) else None
        if field is None or read is None:
            continue
        expression, kind = read
        if not _takes(field.type, kind):
            known.report.error(
                "field-type", word.span, field=field.name, expected=type_words(field.type), found=str(kind)
            )
        yield field.name, expression


_ALIKE = frozenset({"text", "person", "unit", "enum", "evidence"})


def _takes(field: FieldType, kind: Type) -> bool:
    """Whether a field can hold what an expression of this type gives."""
    if field.kind in ("list", "set"):
        of = kind.of
        return kind.kind == field.kind and of is not None and field.of is not None and _takes(field.of, of)
    if field.kind in ("number", "integer"):
        return kind.kind in ("integer", field.kind)
    if field.kind in ("date", "deadline"):
        return kind.kind == "date"
    return field.kind == kind.kind or (field.kind in _ALIKE and kind.kind in _ALIKE)


def _gates(node: Mapping, known: Known) -> tuple[str, ...]:
    found = (refer(one, known.gates, "unknown-gate", known.report) for one in words(node, "requires"))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _field_names(node: Mapping, key: str, known: Known) -> tuple[str, ...]:
    found = (known.field(one) for one in words(node, key))
    return tuple(dict.fromkeys(one.name for one in found if one is not None))


def conditions(node: Mapping, place: GuardPlace, known: Known) -> list[Condition]:
    """The conditions under `when`."""
    found = []
    for one in members(node, "when"):
        that, basis, words_for_it = _condition_parts(one)
        guard = _guard(that, place, known)
        if guard is not None:
            origin = origin_of(one, known.report) if isinstance(one, Mapping) else None
            found.append(Condition(guard, basis, words_for_it, origin))
    return found


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
    if state is None:
        return None
    return Bound(int(most.text), state, prose(node, "basis"), origin_of(node, known.report))


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


def _guard(word: Scalar | None, place: GuardPlace, known: Known) -> Guard | None:
    return known.guard(word, place) if word is not None else None
