"""JSON merge patches (RFC 7396): what an event changed, and applying it.

An event carries its change; applying it takes no rule, so a record written today replays for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def merge(body: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The body after the patch: mappings merge, `None` deletes, anything else replaces."""
    merged = dict(body)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            old = merged.get(key)
            merged[key] = merge(old if isinstance(old, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The patch with `merge(old, patch) == new`, for bodies without `None`."""
    patch: dict[str, Any] = {}
    if old.keys() != new.keys():
        patch = {key: None for key in old if key not in new}
    for key, value in new.items():
        before = old.get(key, _ABSENT)
        if before is value:
            continue
        if before is _ABSENT:
            patch[key] = value
        elif type(value) in _ATOMS:
            if type(before) is not type(value) or before != value:
                patch[key] = value
        elif _is_mapping(before) and _is_mapping(value):
            if deeper := diff(before, value):
                patch[key] = deeper
        elif not _same(before, value):
            patch[key] = value
    return patch


def _same(one: Any, other: Any) -> bool:
    """Whether two values have the same text; Python alone would call `1` and `True` equal."""
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if _is_mapping(one):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    return bool(one == other)


def _is_mapping(value: Any) -> bool:
    """Whether it is one; the types that bodies are made of are told apart without the general question."""
    kind = type(value)
    return kind is dict or (kind not in _PLAIN and isinstance(value, Mapping))


_ABSENT: Any = object()
_ATOMS = frozenset({str, int, bool})
_PLAIN = _ATOMS | {list}
