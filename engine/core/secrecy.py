"""What a definition says about who may know of a case, and of some of its fields."""

from __future__ import annotations

from msgspec import Struct

from .provenance import Provenance


class Confidential(Struct, frozen=True):
    """A case of such a workflow does not exist for anybody but those it concerns (`seeing.sees`)."""

    to: tuple[str, ...]
    """Roles whose holders see every case."""
    hidden_from: tuple[str, ...] = ()
    """Fields that name people; whoever is named there sees nothing, whatever else they are."""
    hidden_in: tuple[str, ...] = ()
    """The states in which it is hidden from them; empty: in all."""
    basis: str | None = None
    origin: Provenance | None = None


class Private(Struct, frozen=True):
    """Fields of a case that only some of those see who see the case."""

    fields: tuple[str, ...]
    to: tuple[str, ...]
    """Roles whose holders see them."""
    basis: str | None = None
    origin: Provenance | None = None
