"""Succession (人员调整的交接): who was named in a role of an open case gives way to a successor, by an event of its own.

A person stands in a case by a field that a role is bound to, by a column of a list from which child cases take
such a field, or as one whose signature is waited for. Where somebody is named as a matter of fact (who presided), the name stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .commands import HandOver, Origin
from .countersigning import replace_party
from .data import judge_note, key_of, references
from .definition import Definition
from .facts import ADMIN, PRINCIPAL, Facts
from .fields import Record
from .judge import ended, judge_references
from .refusals import Refusal
from .roles import held, judge_delegation, judge_exclusions, unauthorized
from .seeing import unnamed, withheld
from .settle import run_automatic
from .text import Named, Text
from .times import stamp
from .work import Work

HAND_OVER_TITLE = Named("hand-over", Text("交接", "hand over"))


def hand_over(work: Work, command: HandOver) -> list[Refusal]:
    """Put the successor into an open case; what the storage calls a decision about `HandOver`."""
    if not work.is_open:
        return [ended(work, HAND_OVER_TITLE)]
    refusals = _judge_right(work, command.origin)
    refusals += judge_note(command.note)
    if not command.note.strip():
        refusals.append(Refusal("empty-text", {"action": HAND_OVER_TITLE}))
    refusals += judge_references([("person", "to", command.new)], work.facts)
    unread = withheld(work.definition, work.case, command.origin, work.facts)
    values, paths = _replaced(work, command, unread)
    party = _party(work, command, unread)
    paths += party
    if not paths:
        refusals.append(Refusal("not-named", {"person": command.old, "case": work.body["id"]}))
    refusals += _judge_successor(work, command, frozenset(values), unread, signs=bool(party))
    if refusals:
        return refusals
    work.put(values)
    if party:
        work.body["countersign"] = replace_party(work.body["countersign"], command.old, command.new)
    fields = [path for path in paths if "[" not in path]
    work.emit(
        "handed-over",
        stamp(command.origin.at),
        command.origin.actor,
        state=work.state.id,
        old=command.old,
        new=command.new,
        fields=paths,
        data=dict.fromkeys(fields, command.new),
        note=command.note.strip(),
        people=[command.new],
    )
    run_automatic(work)
    return []


def role_fields(definition: Definition) -> frozenset[str]:
    """The fields that roles of a workflow are bound to."""
    return definition.derived(_role_fields)


def _role_fields(definition: Definition) -> frozenset[str]:
    return frozenset(role.person for role in definition.roles if role.person is not None)


def lists_of_children(definition: Definition) -> Iterator[tuple[str, str, tuple[tuple[str, str], ...]]]:
    """(list, workflow, pairs of the fields of child and record) of every rule that opens cases for records."""
    for state in definition.states:
        if state.children is not None:
            yield state.children.each, state.children.workflow, state.children.fields
        for branch in state.branches:
            if branch.elements == "rows":
                yield branch.each, branch.workflow, branch.fields


def handed_columns(definition: Definition, others: Mapping[str, Definition]) -> dict[str, frozenset[str]]:
    """By list: the columns from which a child takes a field that one of its roles is bound to.

    Args:
        definition: the workflow.
        others: the workflows of its children, as far as they are deployed.
    """
    found: dict[str, set[str]] = {}
    for each, workflow, pairs in lists_of_children(definition):
        if workflow in others:
            bound = role_fields(others[workflow])
            given = {column for child, column in pairs if child in bound} if pairs else set(bound)
            found.setdefault(each, set()).update(given)
    return {name: frozenset(columns) for name, columns in found.items()}


def still_named(definition: Definition, data: Mapping[str, Any], person: str) -> list[str]:
    """Where the data name a person: `read_by`, `points[3].told_by`, a record by its key."""
    named = [path for kind, path, one in references(definition, data) if kind == "person" and one == person]
    return sorted(
        (_by_key(definition, data, path) for path in named), key=lambda path: path.partition("[")[0]
    )


def _by_key(definition: Definition, data: Mapping[str, Any], path: str) -> str:
    found = _NUMBERED.match(path)
    if found is None or not _has_key(definition, found[1]):
        return path
    return (
        f"{found[1]}[{key_of(definition, found[1], data[found[1]][int(found[2]) - 1])}]{path[found.end() :]}"
    )


def _judge_right(work: Work, origin: Origin) -> list[Refusal]:
    """The head of the unit or of one above it may, and an administrator; in a confidential case, those to whom it is open."""
    definition, facts = work.definition, work.facts
    refusals = [one for one in [judge_delegation(definition, origin, facts)] if one]
    person = origin.on_behalf_of or origin.actor
    open_to = definition.confidential.to if definition.confidential is not None else ()
    if not _stands_above(person, facts) and held(open_to, definition, person, work.case, facts) is None:
        refusals.append(unauthorized(open_to, HAND_OVER_TITLE, definition, person, facts, _WHO))
    return refusals


def _stands_above(person: str, facts: Facts) -> bool:
    posts = facts.posts.get(person, frozenset())
    heads = {(PRINCIPAL, unit) for unit in (facts.unit.id, *facts.above)}
    return not heads.isdisjoint(posts) or any(post == ADMIN for post, _ in posts)


def _judge_successor(
    work: Work, command: HandOver, fields: frozenset[str], unread: frozenset[str], *, signs: bool
) -> list[Refusal]:
    """Nobody takes a place in which they could do nothing: they may not know of the case, or are kept from what it now asks.

    What only private fields say is no reason: whoever may not read them could ask it of one person after another.

    Args:
        work: the case.
        command: who hands over to whom.
        fields: the fields in which the successor would stand.
        unread: the private fields that are kept from whoever asks.
        signs: whether the successor would sign for the other: nobody signs twice, or one signature would do for two.
    """
    definition, new = work.definition, command.new
    if new in work.facts.kept_away:
        return [Refusal("may-not-take", {"person": new})]
    if signs and new in work.body["countersign"]["parties"]:
        return [Refusal("party-already", {"person": new})]
    taken = {role.id for role in definition.roles if role.person in fields}
    theirs = [one for one in work.state.actions if not taken.isdisjoint(one.by)]
    asked = Origin(new, command.origin.at, command.origin.recorded_at)
    masked = unnamed(definition, work.case, unread)

    def is_told(refusal: Refusal) -> bool:
        if refusal.code != "excluded":  # somebody has acted, who is not named as having done so
            return new not in masked
        role = definition.role(str(refusal.values["role"].id))
        return role.person not in unread and role.place not in unread

    kept = [
        [out for out in judge_exclusions(one, definition, work.case, asked, work.facts) if is_told(out)]
        for one in theirs
    ]
    return kept[0] if kept and all(kept) else []


def _replaced(work: Work, command: HandOver, unread: frozenset[str]) -> tuple[dict[str, Any], list[str]]:
    """The fields with the successor in them, and where: `responsible`, `problems[3].responsible`."""
    definition, data = work.definition, work.body["data"]
    values: dict[str, Any] = {}
    paths: list[str] = []
    bound = role_fields(definition)
    for field in definition.fields:
        value = data.get(field.name) if field.name not in unread else None
        if field.name in bound and value == command.old:
            values[field.name] = command.new
            paths.append(field.name)
        elif (
            field.type.kind == "list"
            and field.type.of is not None
            and field.type.of.kind == "record"
            and value
        ):
            record = definition.record(field.type.of.name or "")
            columns = _columns(work, field.name, record)
            rows = [_row(work, field.name, row, columns, command) for row in value]
            if changed := [path for _, found in rows for path in found]:
                values[field.name] = [row for row, _ in rows]
                paths += changed
    return values, paths


def _party(work: Work, command: HandOver, unread: frozenset[str]) -> list[str]:
    """Where the person was to sign and has not, as far as it may be read: whoever signs by a post is succeeded with it."""
    rule, kept = work.state.countersign, work.body.get("countersign")
    if rule is None or kept is None or rule.field is None or rule.post is not None or rule.field in unread:
        return []
    waits = command.old in kept["parties"] and command.old not in kept["signed"]
    return [f"{rule.field}[{command.old}]"] if waits else []


def _columns(work: Work, name: str, record: Record) -> list[str]:
    handed = work.facts.handed.get(name, frozenset()) | role_fields(work.definition)
    return [one.name for one in record.fields if one.type.kind == "person" and one.name in handed]


def _row(
    work: Work, name: str, row: Mapping[str, Any], columns: list[str], command: HandOver
) -> tuple[Mapping[str, Any], list[str]]:
    """A record with the successor in it, unless its case is over: then it tells who did it."""
    found = [one for one in columns if row.get(one) == command.old]
    record = work.definition.field(name)
    if not found or record is None:
        return row, []
    key = key_of(work.definition, name, row) if _has_key(work.definition, name) else None
    if key is not None and _is_over(work, name, key):
        return row, []
    number = key if key is not None else str(work.body["data"][name].index(row) + 1)
    return {**row, **dict.fromkeys(found, command.new)}, [f"{name}[{number}].{one}" for one in found]


def _has_key(definition: Definition, name: str) -> bool:
    field = definition.field(name)
    kind = field.type.of if field is not None else None
    return kind is not None and kind.kind == "record" and definition.record(kind.name or "").key is not None


def _is_over(work: Work, name: str, key: str) -> bool:
    """Whether every case that was opened for a record has ended."""
    children = work.body.get("children", {})
    keys = (
        [key]
        if any(state.children and state.children.each == name for state in work.definition.states)
        else []
    )
    keys += [
        f"{branch.name}-{key}"
        for state in work.definition.states
        for branch in state.branches
        if branch.elements == "rows" and branch.each == name
    ]
    known = [children[one]["status"] for one in keys if one in children]
    return bool(known) and all(one not in ("open", "settled") for one in known)


_NUMBERED = re.compile(r"([^[]+)\[(\d+)\]")
_WHO = (
    Named(PRINCIPAL, Text("本单位或其上级单位的主要负责人", "the head of the unit or of one above it")),
    Named(ADMIN, Text("系统管理员", "an administrator")),
)
