"""Roles, and the sections that only name them: from checked nodes to the values of a definition."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from ..core.definition import Place, Role
from ..core.fields import Field
from .access import entries, scalar, section, title
from .diagnostics import Report
from .source import Mapping, Scalar

_PLACES: dict[str, Place] = {one: one for one in get_args(Place)}


def declare_roles(
    root: Mapping, fields: dict[str, Field], faulty: Collection[str], report: Report
) -> tuple[Role, ...]:
    """The roles; one that cannot be understood is reported, and kept so that its name is known."""
    return tuple(_role(name, node, fields, faulty, report) for name, node in entries(root, "roles"))


def refer(
    word: Scalar, known: Collection[str], code: str, report: Report, **values: object
) -> str | None:  # fmt: skip
    """The name if it is known; else a finding that names the nearest known one."""
    if word.text in known:
        return word.text
    report.error(code, word.span, name=word.text, **values, suggestion=report.suggestion(word.text, known))
    return None


def _role(
    name: Scalar, node: Mapping, fields: dict[str, Field], faulty: Collection[str], report: Report
) -> Role:
    post, of, person = scalar(node, "post"), scalar(node, "of"), scalar(node, "person")
    named = scalar(section(node, "of"), "field")
    if (node.key("post") is None) == (node.key("person") is None):
        report.error("post-or-person", name.span, role=name.text)
    if (of is not None and post is None) or (of is not None and post is not None and post.text == "any"):
        report.error("of-without-post", of.span, role=name.text)
    beyond = scalar(node, "else")
    if beyond is not None and (of is None or of.text == "unit"):
        report.error("role-else", beyond.span, role=name.text)
    field = None
    if person is not None and person.text not in faulty:
        field = refer(person, fields, "unknown-field", report)
        if field is not None and fields[field].type.kind != "person":
            report.error(
                "field-type", person.span, field=field, expected="person", found=fields[field].type.kind
            )
    place = (
        refer(named, fields, "unknown-field", report)
        if named is not None and named.text not in faulty
        else None
    )
    if named is not None and place is not None and fields[place].type.kind != "unit":
        report.error("field-type", named.span, field=place, expected="unit", found=fields[place].type.kind)
    if named is not None:
        return Role(
            name.text, title(node, name.text), post.text if post is not None else None, "unit", None, place
        )
    where: Place = _PLACES.get(of.text, "anywhere") if of is not None else "anywhere"
    return Role(
        name.text,
        title(node, name.text),
        post.text if post is not None else None,
        where,
        field,
        elsewhere=beyond is not None,
    )
