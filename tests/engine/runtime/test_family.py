"""Ids of cases and of their families."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from duban.engine.runtime.family import lineage, new_id


def test_an_id_is_short_and_cannot_be_misread() -> None:
    """Twelve letters and digits, none of which looks like another; a thousand are all different."""
    made = {new_id() for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 12 and not set(one) & set("01ilo.") for one in made)


@given(st.lists(st.text("abc1", min_size=1, max_size=3), min_size=1, max_size=5))
def test_a_lineage_leads_from_the_eldest_to_the_case(parts: list[str]) -> None:
    """Each ancestor is a beginning of the next, and sorts before it: cases are locked in that order."""
    case = ".".join(parts)
    ancestors = lineage(case)
    assert ancestors[-1] == case
    assert len(ancestors) == len(parts)
    assert ancestors == sorted(ancestors)
