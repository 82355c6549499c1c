"""Fewer journeys to PostgreSQL: the first statement of a transaction travels with its BEGIN, the last with its COMMIT.

A journey there and back costs about as much as the statement at its end, and while it lasts the row of
the case stays locked. So a statement is prepared once for each connection, by SQL, and called by `EXECUTE` with its
values written out, in one message with what begins or ends the transaction.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakSet

from msgspec import Struct, field
from sqlalchemy import Engine

BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
LOST = "26000"
"""PostgreSQL's word for a prepared statement that is not there: a pooler has changed the session underneath."""

_NUMBERS = count(1)
"""Asked by several threads at once, which a generator does not stand."""
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_POOLED: WeakSet[Engine] = WeakSet()


def is_pooled(engine: Engine) -> bool:
    """Whether sessions of this engine are known to change underneath, so that nothing prepared stays there."""
    return engine in _POOLED


def note_pooled(engine: Engine) -> None:
    """Sessions of this engine change underneath: from now on every statement goes by itself."""
    _POOLED.add(engine)


class Calls(Struct):
    """The statements prepared on one connection of the driver, by their text."""

    names: dict[str, str] = field(default_factory=dict)

    def call(self, driver: Any, text: str, values: Mapping[str, Any]) -> str | None:
        """`EXECUTE` with these values; `None` where one of them is better left to the driver."""
        from psycopg.pq import Escaping  # only who works on PostgreSQL has it

        written, order = _numbered(text)
        told = []
        quote = Escaping(driver.pgconn).escape_literal
        for name in order:
            literal = _literal(quote, values[name])
            if literal is None:
                return None
            told.append(literal)
        called = self.names.get(text)
        if called is None:
            called = f"duban_{secrets.token_hex(4)}_{next(_NUMBERS)}"
            driver.execute(f"PREPARE {called} AS {written}", prepare=False)
            self.names[text] = called
        return f"EXECUTE {called}({','.join(told)})" if told else f"EXECUTE {called}"


@lru_cache(maxsize=256)
def _numbered(text: str) -> tuple[str, tuple[str, ...]]:
    """A statement with its named places numbered, and their names in order."""
    order: dict[str, int] = {}

    def place(found: re.Match[str]) -> str:
        if found[1] is None:
            return "%"
        return f"${order.setdefault(found[1], len(order) + 1)}"

    return _PLACE.sub(place, text), tuple(order)


def _literal(quote: Callable[[bytes], bytes], value: Any) -> str | None:
    kind = type(value)
    if kind is str:
        return quote(value.encode()).decode()
    if value is None:
        return "NULL"
    return str(value) if kind is bool or kind is int else None
