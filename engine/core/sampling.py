"""Random samples that anybody can draw again: from the frame, the exclusions and the seed, by hand if need be.

Method `sha256-1`: each element that is not excluded gets the SHA-256, in hexadecimal digits, of the seed, a line
feed and the element, as UTF-8. In the order of these digits the first are taken. Of several strata each gets
its minimum, and the rest in proportion to what each has left, by largest remainder.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from .shares import allot

METHOD = "sha256-1"
TOLD = "told"
"""A sample drawn elsewhere before, and told afterwards: it has no seed, and nobody can draw it again."""


def ordered(elements: Iterable[str], seed: str) -> list[str]:
    """Elements in the order that a seed puts them into; the same on every machine."""
    return sorted(elements, key=lambda one: (sha256(f"{seed}\n{one}".encode()).hexdigest(), one))


def sample(
    frame: Sequence[str],
    size: int,
    seed: str,
    *,
    excluded: Collection[str] = (),
    strata: Mapping[str, str] | None = None,
    least: int = 0,
) -> list[str]:
    """What is drawn, in the order of the frame.

    Args:
        frame: everything there is, each once.
        size: how many to draw.
        seed: what decides; drawn by chance before.
        excluded: what must not be drawn.
        strata: the stratum of each element; without it all are one.
        least: so many of each stratum at least, or all it has.

    Raises:
        ValueError: fewer may be drawn than are asked for, or the minimum of the strata is more than the size.
    """
    out = frozenset(excluded)
    kept = [one for one in frame if one not in out]
    if not 0 <= size <= len(kept):
        raise ValueError(f"{size} of {len(kept)} cannot be drawn")
    groups: dict[str, list[str]] = {}
    for one in kept:
        groups.setdefault(strata.get(one, "") if strata is not None else "", []).append(one)
    drawn: set[str] = set()
    for group, number in quotas({name: len(one) for name, one in groups.items()}, size, least).items():
        drawn.update(ordered(groups[group], seed)[:number])
    return [one for one in kept if one in drawn]


def quotas(sizes: Mapping[str, int], size: int, least: int = 0) -> dict[str, int]:
    """How many are drawn of each stratum.

    Raises:
        ValueError: the minimum of the strata is more than the size.
    """
    names = sorted(sizes)  # the order of the frame must not decide who gets the last place
    first = [min(least, sizes[name]) for name in names]
    if sum(first) > size:
        raise ValueError(f"{least} of each stratum are more than {size}")
    left = [sizes[name] - one for name, one in zip(names, first, strict=True)]
    rest = allot(size - sum(first), left)
    return {name: one + more for name, one, more in zip(names, first, rest, strict=True)}


def again(draw: Mapping[str, Any]) -> list[str] | None:
    """What a draw in the record gives when it is drawn again; `None` where its method is not known here.

    Raises:
        KeyError, TypeError, ValueError: the record of the draw is not whole.
    """
    if draw["method"] != METHOD:
        return None
    return sample(
        draw["frame"],
        draw["size"],
        draw["seed"],
        excluded=draw.get("excluded", ()),
        strata=draw.get("strata"),
        least=draw.get("least", 0),
    )


def agrees(draw: Mapping[str, Any]) -> bool:
    """Whether a draw in the record is what its frame, exclusions and seed give; one that was told, whether it comes from its frame."""
    try:
        if draw["method"] == TOLD:
            return set(draw["result"]) <= set(draw["frame"]) - set(draw["excluded"])
        return again(draw) == list(draw["result"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
