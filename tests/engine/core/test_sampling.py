"""Samples: anybody can draw them again, and they are as large and as spread as they should be."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.sampling import METHOD, again, agrees, ordered, quotas, sample

ELEMENTS = st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=30, unique=True)


def test_a_sample_can_be_drawn_by_hand() -> None:
    """A fixed seed gives these villages on every machine: the ones whose SHA-256 comes first."""
    villages = ["东村", "西村", "南村", "北村", "中村"]
    assert ordered(villages, "2014") == sorted(
        villages, key=lambda one: sha256(b"2014\n" + one.encode("utf-8")).hexdigest()
    )
    assert sample(villages, 2, "2014") == PINNED


PINNED = ["北村", "中村"]
"""Computed once with sha256sum; a change here is a change of the method, which then needs a name of its own."""


@given(ELEMENTS, st.data())
def test_so_many_are_drawn_and_nothing_that_was_excluded(frame: list[str], data: st.DataObject) -> None:
    """Exactly as many as asked for, each once, in the order of the frame, none of the excluded; more cannot be drawn."""
    excluded = data.draw(st.sets(st.sampled_from(frame)))
    left = len(frame) - len(excluded)
    size = data.draw(st.integers(0, left))
    drawn = sample(frame, size, "seed", excluded=excluded)
    assert len(drawn) == len(set(drawn)) == size
    assert not excluded & set(drawn)
    assert drawn == [one for one in frame if one in set(drawn)]
    with pytest.raises(ValueError, match="cannot be drawn"):
        sample(frame, left + 1, "seed", excluded=excluded)


@given(ELEMENTS, st.randoms(use_true_random=False), st.text(max_size=8))
def test_the_order_of_the_frame_decides_nothing(frame: list[str], random: Any, seed: str) -> None:
    """The same elements in another order give the same sample, and a larger sample holds the smaller."""
    shuffled = list(frame)
    random.shuffle(shuffled)
    half = len(frame) // 2
    assert set(sample(frame, half, seed)) == set(sample(shuffled, half, seed))
    assert set(sample(frame, half, seed)) <= set(sample(frame, len(frame), seed))


def test_everybody_has_the_same_chance() -> None:
    """Over 3,000 seeds each of 10 is among 3 drawn about 900 times: within five standard deviations."""
    frame = [f"unit-{number}" for number in range(10)]
    found = Counter(one for seed in range(3_000) for one in sample(frame, 3, str(seed)))
    assert len(found) == 10
    assert all(abs(times - 900) < 5 * (3_000 * 0.3 * 0.7) ** 0.5 for times in found.values()), found


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), min_size=1, max_size=6), st.data())
def test_strata_share_the_places(sizes: dict[str, int], data: st.DataObject) -> None:
    """Every stratum has its minimum or all of itself, none more than it has, and the places are all given out."""
    least = data.draw(st.integers(0, 3))
    first = sum(min(least, one) for one in sizes.values())
    size = data.draw(st.integers(first, sum(sizes.values())))
    found = quotas(sizes, size, least)
    assert sum(found.values()) == size
    assert all(min(least, sizes[name]) <= number <= sizes[name] for name, number in found.items())
    if first:
        with pytest.raises(ValueError, match="more than"):
            quotas(sizes, first - 1, least)


def test_a_sample_is_spread_in_proportion() -> None:
    """Of 30 towns and 10 streets four are three towns and a street; six with two of each at least are four and two."""
    assert quotas({"street": 10, "town": 30}, 4) == {"street": 1, "town": 3}
    assert quotas({"street": 10, "town": 30}, 6, 2) == {"street": 2, "town": 4}
    strata = {f"t{number}": "town" for number in range(30)} | {f"s{number}": "street" for number in range(10)}
    drawn = sample(list(strata), 4, "x", strata=strata)
    assert Counter(strata[one] for one in drawn) == {"town": 3, "street": 1}


DRAW: dict[str, Any] = {
    "method": METHOD,
    "frame": ["a", "b", "c", "d"],
    "excluded": ["c"],
    "size": 2,
    "seed": "s",
    "result": [],
}


def test_a_record_of_a_draw_agrees_only_as_it_was() -> None:
    """Another result, seed, size, frame or method is told, and so is what is no draw at all."""
    draw = {**DRAW, "result": sample(["a", "b", "c", "d"], 2, "s", excluded=["c"])}
    assert agrees(draw)
    other = next(one for one in ("a", "b", "d") if one not in draw["result"])
    for changed in (
        {"result": [other, draw["result"][0]]},
        {"result": draw["result"][:1]},
        {"result": None},
        {"size": 9},
        {"size": "2"},
        {"frame": None},
        {"excluded": [*draw["result"][:1]]},
        {"method": "md5"},
    ):
        assert not agrees({**draw, **changed}), changed
    assert again({**draw, "method": "md5"}) is None
    assert not agrees({name: value for name, value in draw.items() if name != "seed"})
