"""The guard language: from words to the typed trees of `engine/core/guards`, or problems with their places.

A closed subset of CEL; `docs/guards.md` describes it.
"""

from __future__ import annotations

from ...core.guards import Guard
from ...core.guards.types import Type
from .checker import check, check_value
from .environment import (
    BALLOT_NAMES,
    CASE_NAMES,
    COUNTERSIGN_NAMES,
    UNIT_NAMES,
    Environment,
    environment_of,
    type_of,
)
from .lexer import Unreadable
from .parser import parse
from .problems import PROBLEMS, Problem

__all__ = [
    "BALLOT_NAMES",
    "CASE_NAMES",
    "COUNTERSIGN_NAMES",
    "PROBLEMS",
    "UNIT_NAMES",
    "Environment",
    "Problem",
    "environment_of",
    "parse_guard",
    "parse_value",
    "type_of",
]


def parse_value(text: str, environment: Environment) -> tuple[Guard, Type] | list[Problem]:
    """The expression these words mean, with its type, or everything that is wrong with them. Never raises."""
    try:
        checked = check_value(parse(text), environment)
    except Unreadable as unreadable:
        return [unreadable.problem]
    return checked if isinstance(checked, list) else (Guard(text, checked.node), checked.type)


def parse_guard(text: str, environment: Environment) -> Guard | list[Problem]:
    """The guard these words mean, or everything that is wrong with them, in the order of the text. Never raises."""
    try:
        checked = check(parse(text), environment)
    except Unreadable as unreadable:
        return [unreadable.problem]
    return checked if isinstance(checked, list) else Guard(text, checked)
