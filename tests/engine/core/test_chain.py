"""The hash chain: what a seal depends on, and that it stays what it is."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core import canonical
from duban.engine.core.chain import genesis, link
from support.replayed import replayed

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


def test_a_seal_is_what_it_was() -> None:
    """The seal of an event is the hash that the record's description says, for ever."""
    previous = hashlib.sha256(b"duban/case/v1\0case-1").hexdigest()
    assert genesis("case-1") == previous
    sealed = hashlib.sha256(
        b"duban/event/v1\0"
        + b"case-1\0"
        + (7).to_bytes(8, "big")
        + bytes.fromhex(previous)
        + '{"a":"字"}'.encode()
    ).hexdigest()
    assert link("case-1", 7, previous, '{"a":"字"}') == sealed


@given(
    st.tuples(st.text("ab.1", min_size=1, max_size=4), st.integers(0, 300), st.text("{}ab", max_size=4)),
    st.tuples(st.text("ab.1", min_size=1, max_size=4), st.integers(0, 300), st.text("{}ab", max_size=4)),
)
def test_seals_of_different_events_differ(one: tuple[str, int, str], other: tuple[str, int, str]) -> None:
    """Case, place and content all go into the seal, and cannot run into each other."""
    previous = genesis("x")
    assert (link(one[0], one[1], previous, one[2]) == link(other[0], other[1], previous, other[2])) == (
        one == other
    )


def test_another_algorithm_has_another_seal() -> None:
    """The algorithm named beside a hash is the one it is checked with."""
    assert len(link("c", 1, genesis("c", "sha512"), "{}", "sha512")) == 128
    with pytest.raises(ValueError, match="unsupported hash"):
        genesis("c", "rot13")


@given(values)
def test_canonical_text_is_one(value: object) -> None:
    """A value read back has the same text, keys are sorted, and nothing is escaped that need not be."""
    text = canonical.dumps(value)
    assert canonical.dumps(canonical.loads(text)) == text
    assert json.loads(text) == value


@given(values)
def test_canonical_text_is_what_the_standard_library_writes(value: object) -> None:
    """A record that was written with another writer of JSON still has its text: sorted, without blanks, as UTF-8."""
    assert canonical.dumps(value) == json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_no_float_that_is_no_number() -> None:
    """Neither infinity nor not-a-number has a canonical text."""
    for value in (float("nan"), float("inf"), {"a": [1, {"b": float("-inf")}]}, ["null", float("nan")]):
        with pytest.raises(ValueError, match="no canonical text"):
            canonical.dumps(value)


def test_a_long_past_is_the_same_twice() -> None:
    """A whole life of a plan, played twice in one process, is the same text."""
    assert replayed() == replayed()
