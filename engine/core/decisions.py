"""What a definition says of decisions: by which table, by which draw, by which ranking, by whose signatures."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from .provenance import Provenance

Answer = Literal["agree", "refuse"]
"""What a signature says."""


class Decides(Struct, frozen=True):
    """An action that decides by a table: the fields that name the row and the outcome, and the rule cited."""

    table: str
    row: str
    outcome: str
    """A field of the table's outcomes, or a set of them; each must be allowed by the row."""
    cites: str | None = None
    """The field with the rule that is cited; a row with `cites` wants it filled in."""


class Draw(Struct, frozen=True):
    """A random sample drawn by an action. Exactly one of `size`, `share` and `size_field` is set."""

    source: str
    """The field drawn from: a list or set of plain values, or of records with a key."""
    into: str
    """The field that receives what was drawn: the values, the keys, or whole records."""
    size: int | None = None
    share: Decimal | None = None
    """A fraction of what may be drawn, rounded up."""
    size_field: str | None = None
    exclude: str | None = None
    """The field with what is not to be drawn: values, keys or records."""
    strata: str | None = None
    """The field of the records by which the sample is spread in proportion."""
    least: int = 0
    """At least so many of each stratum, or all that it has."""


class Ranking(Struct, frozen=True):
    """A ranking of the records of a list: ties share a rank, and the next rank counts them all."""

    records: str
    by: str
    into: str
    group: tuple[str, ...] = ()
    """The fields by which records are ranked apart from each other."""
    ascending: bool = False
    """Whether the smallest comes first."""
    last: bool = False
    """Whether records without data share the rank after all others; else they have none."""
    sample: str | None = None
    """The field with the size of each record's sample."""
    least: int = 0
    """A record whose sample is smaller has no rank."""


def fields_of(decides: Decides | None, draws: Draw | None, ranks: Ranking | None) -> frozenset[str]:
    """The fields of a case that the decisions of an action tell of in the record."""
    named: list[str | None] = []
    if decides is not None:
        named += [decides.row, decides.outcome, decides.cites]
    if draws is not None:
        named += [draws.source, draws.into, draws.size_field, draws.exclude]
    if ranks is not None:
        named.append(ranks.records)
    return frozenset(one for one in named if one is not None)


class Countersign(Struct, frozen=True):
    """Signatures collected in a state. Either `roles` or `field` says whose.

    `need` is how many must agree, as a fraction of all parties; 0 is at least one.
    """

    roles: tuple[str, ...] = ()
    field: str | None = None
    """A list or set of units (each signs by the holder of `post`) or of persons."""
    post: str | None = None
    need: Decimal = Decimal(1)
    ordered: bool = False
    """Whether they sign one after the other, as they are listed."""
    stops: bool = True
    """Whether one refusal makes it impossible; else a refusal only counts as not agreed."""
    basis: str | None = None
    origin: Provenance | None = None
