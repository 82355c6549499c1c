"""The conditions of a definition: typed trees over the data of a case, evaluated exactly and in linear time.

They are written in a closed subset of CEL and come from `engine/dsl/expressions`, which parses and checks them.
"""

from __future__ import annotations

from .codec import dump, load
from .evaluate import Guard, Outcome, evaluate, names, value_of
from .explain import explain
from .nodes import Node
from .printing import print_node
from .reasons import REASONS, Reason
from .types import (
    BOOL,
    DATE,
    EVIDENCE,
    INTEGER,
    NUMBER,
    PERSON,
    TEXT,
    UNIT,
    Type,
    enum_of,
    list_of,
    record_of,
    set_of,
)

__all__ = [
    "BOOL",
    "DATE",
    "EVIDENCE",
    "INTEGER",
    "NUMBER",
    "PERSON",
    "REASONS",
    "TEXT",
    "UNIT",
    "Guard",
    "Node",
    "Outcome",
    "Reason",
    "Type",
    "dump",
    "enum_of",
    "evaluate",
    "explain",
    "list_of",
    "load",
    "names",
    "print_node",
    "record_of",
    "set_of",
    "value_of",
]
