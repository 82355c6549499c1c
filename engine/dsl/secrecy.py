"""`confidential` and `private`: who may know of a case, and who may read some of its fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..core.branching import branches_of
from ..core.definition import Definition
from ..core.fields import FieldType, Record
from ..core.secrecy import Confidential, Private
from .access import entries, prose, scalar, section, words
from .diagnostics import Report
from .dues import Known
from .people import refer
from .source import Mapping as Node
from .source import Scalar, Sequence
from .sourcing import origin_of


def build_confidential(root: Node, known: Known) -> Confidential | None:
    """Who may know of the cases of this workflow; `None` where everybody may."""
    node = section(root, "confidential")
    if node is None:
        return None
    hidden = []
    for word in words(node, "hidden_from"):
        name = _field(word, known)
        if name is None:
            continue
        if not _names_people(known.fields[name].type, known.types.records):
            known.report.error("hidden-from-nobody", word.span, field=name)
        hidden.append(name)
    states = (refer(word, known.states, "unknown-state", known.report) for word in words(node, "hidden_in"))
    return Confidential(
        _roles(node, root, known),
        tuple(hidden),
        tuple(one for one in states if one is not None),
        prose(node, "basis"),
        origin_of(node, known.report),
    )


def build_private(root: Node, confidential: Confidential | None, known: Known) -> Private | None:
    """Fields that only some roles see; a list alone is for those to whom the case itself is open."""
    node = root.get("private")
    if isinstance(node, Node):
        fields = _fields(words(node, "fields"), known)
        return Private(fields, _roles(node, root, known), prose(node, "basis"), origin_of(node, known.report))
    if not isinstance(node, Sequence):
        return None
    fields = _fields((one for one in node.items if isinstance(one, Scalar)), known)
    if section(root, "confidential") is None:
        known.report.error("private-to-nobody", node.span)
    return Private(fields, confidential.to if confidential is not None else ())


def roles_named(definition: Definition) -> frozenset[str]:
    """The roles that these rules name."""
    rules = (definition.confidential, definition.private)
    return frozenset(role for rule in rules if rule is not None for role in rule.to)


def is_open(node: Node) -> bool:
    """Whether the cases that a branch or an action opens are everybody's to know, though the one that opens them is not."""
    word = scalar(node, "confidential")
    return word is not None and word.text.lower() == "false"


def check_children(
    parent: Definition, child: Definition, reads: Iterable[str], word: Scalar, report: Report, *, told: bool
) -> None:
    """What a confidential case and its family may give away.

    Args:
        parent: the workflow that opens the children.
        child: the workflow of the children.
        reads: names that guards of the parent read.
        word: where the parent names the child's workflow.
        report: what is found goes here.
        told: the parent says who sees them.
    """
    if parent.confidential is not None and child.confidential is None and not told:
        report.warning("confidential-child", word.span, parent=parent.id, child=child.id)
    if parent.confidential is None and child.confidential is not None:
        # What tells how the children of this workflow stand: all together, or those of its branches and spawned cases.
        heads = [
            name.replace("-", "_") for name, one in branches_of(parent).items() if one.workflow == child.id
        ]
        read = sorted(
            one for one in set(reads) if one.startswith("children_") or one.partition(".")[0] in heads
        )
        if read:
            report.warning("confidential-child-read", word.span, parent=parent.id, child=child.id, names=read)


def check_adds(definition: Definition, root: Node, report: Report) -> None:
    """A register is everybody's: nothing private goes into it, and of confidential cases only what is meant for all."""
    private = definition.private.fields if definition.private is not None else ()
    for _, state in entries(root, "states"):
        for _, action in entries(state, "actions"):
            adds = section(action, "adds")
            word = scalar(adds, "register")
            if adds is None or word is None:
                continue
            if definition.confidential is not None and not is_open(adds):
                report.error("register-confidential", word.span, register=word.text, workflow=definition.id)
            mapped = section(adds, "with")
            given = [source for _, source in mapped.entries] if mapped is not None else []
            for one in (adds.get("key"), adds.get("title"), *given):
                if isinstance(one, Scalar) and one.text in private:
                    report.error("register-private", one.span, register=word.text, field=one.text)


def check_adds_below(
    parent: Definition, known: Mapping[str, Definition | None], word: Scalar, opening: Node, report: Report
) -> None:
    """The same of the cases that a confidential one opens, and those that they open, as far as they go with it.

    Args:
        parent: the workflow that opens the children.
        known: the workflows by their ids.
        word: where the parent names the workflow of the children.
        opening: what opens them.
        report: what is found goes here.
    """
    if parent.confidential is None or is_open(opening):
        return
    waiting, seen = [word.text], set[str]()
    while waiting:
        child = known.get(waiting.pop())
        if child is None or child.id in seen or child.confidential is not None:
            continue  # which is looked at by itself
        seen.add(child.id)
        for _, action in child.actions():
            if action.adds is not None and not action.adds.is_open:
                report.error(
                    "register-confidential-child",
                    word.span,
                    parent=parent.id,
                    child=child.id,
                    action=action.id,
                    register=action.adds.register,
                )
        waiting += [one.workflow for one in branches_of(child).values() if not one.is_open]
        plain = (state.children for state in child.states)
        waiting += [one.workflow for one in plain if one is not None and not one.is_open]


# Private functions


def _roles(node: Node, root: Node, known: Known) -> tuple[str, ...]:
    found = []
    for word in words(node, "to"):
        name = refer(word, known.roles, "unknown-role", known.report)
        if name is None:
            continue
        role = section(section(root, "roles"), name)
        post = role.get("post") if role is not None else None
        if isinstance(post, Scalar) and post.text == "any":
            known.report.error("confidential-to-anybody", word.span, role=name)
        found.append(name)
    return tuple(dict.fromkeys(found))


def _fields(given: Iterable[Scalar], known: Known) -> tuple[str, ...]:
    found = (_field(word, known) for word in given)
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _field(word: Scalar, known: Known) -> str | None:
    if word.text in known.faulty:
        return None
    return refer(word, known.fields, "unknown-field", known.report)


def _names_people(kind: FieldType, records: Mapping[str, Record]) -> bool:
    if kind.kind == "record":
        record = records.get(kind.name or "")
        return record is not None and any(_names_people(one.type, records) for one in record.fields)
    return kind.kind == "person" or (kind.of is not None and _names_people(kind.of, records))
