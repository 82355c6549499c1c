"""Merge patches: the laws that replay stands on."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core import canonical
from duban.engine.core.patch import diff, merge

leaves = st.one_of(st.booleans(), st.integers(-(10**20), 10**20), st.text(max_size=4))
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3),
    max_leaves=12,
)
bodies = st.dictionaries(st.text(max_size=2), values, max_size=4)


@given(bodies, bodies)
def test_merging_the_difference_gives_the_new_body(old: dict[str, object], new: dict[str, object]) -> None:
    """merge(old, diff(old, new)) == new, to the byte, and neither is changed by it."""
    before = copy.deepcopy((old, new))
    assert canonical.dumps(merge(old, diff(old, new))) == canonical.dumps(new)
    assert (old, new) == before


@given(bodies)
def test_nothing_differs_from_itself(body: dict[str, object]) -> None:
    """The difference of a body to itself is empty, and merging nothing changes nothing."""
    assert diff(body, copy.deepcopy(body)) == {}
    assert merge(body, {}) == body


@given(bodies, bodies, bodies)
def test_differences_lead_on_one_after_the_other(
    first: dict[str, object], second: dict[str, object], third: dict[str, object]
) -> None:
    """A record of two changes leads to the third body, as the direct change does."""
    assert merge(merge(first, diff(first, second)), diff(second, third)) == third
    assert merge(first, diff(first, third)) == third


@given(bodies, bodies)
def test_a_difference_says_only_what_differs(old: dict[str, object], new: dict[str, object]) -> None:
    """A key that both have alike is not told."""
    for key in diff(old, new):
        assert (
            key not in old or key not in new or old[key] != new[key] or type(old[key]) is not type(new[key])
        )


def test_deleting_and_replacing() -> None:
    """`None` deletes, a mapping merges into a mapping and replaces anything else, a list is replaced whole."""
    body = {"a": {"b": 1, "c": 2}, "d": [1, 2], "e": 5}
    assert merge(body, {"a": {"b": None}, "d": [3], "e": {"f": 6}}) == {
        "a": {"c": 2},
        "d": [3],
        "e": {"f": 6},
    }
    assert diff(body, {"a": {"c": 2}, "d": [3], "e": {"f": 6}}) == {"a": {"b": None}, "d": [3], "e": {"f": 6}}


def test_true_is_not_one() -> None:
    """Python calls `True` and `1` equal; a record does not."""
    assert merge({"a": 1}, diff({"a": 1}, {"a": True}))["a"] is True
    assert merge({"a": [1]}, diff({"a": [1]}, {"a": [True]})) == {"a": [True]}
    assert (
        canonical.dumps(merge({"a": {"b": 0}}, diff({"a": {"b": 0}}, {"a": {"b": False}})))
        == '{"a":{"b":false}}'
    )
