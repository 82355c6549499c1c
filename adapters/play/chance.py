"""Choices that come out the same again: from one seed, on any machine, and with any version of Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

_One = TypeVar("_One")


class Chance:
    """A stream of choices of its own for every name, so that a change in one place moves nothing elsewhere.

    Only `random()` is used: of the methods of `Random` it alone is promised to give the same numbers in the next version.
    """

    def __init__(self, *seed: object) -> None:
        """Take what the stream is called."""
        self._random = Random("/".join(map(str, seed)))

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return int(self._random.random() * bound)

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + self.below(most - least + 1)

    def pick(self, among: Sequence[_One]) -> _One:
        """One of them."""
        return among[self.below(len(among))]

    def shuffled(self, among: Sequence[_One]) -> list[_One]:
        """All of them, in another order."""
        left = list(among)
        for last in range(len(left) - 1, 0, -1):
            other = self.below(last + 1)
            left[last], left[other] = left[other], left[last]
        return left

    def weighted(self, weights: Mapping[_One, int]) -> _One:
        """One of the keys, each as often as its weight says."""
        place = self.below(sum(weights.values()))
        for one, weight in weights.items():
            place -= weight
            if place < 0:
                return one
        raise AssertionError("the weights add up to more than any place")
