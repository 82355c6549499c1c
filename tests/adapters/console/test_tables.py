"""Tables whose columns stand under each other, in which a Chinese character is two columns wide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.adapters.console.tables import clean, facts, moment, pad, shortened, table, width


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("督办", 4), ("（a）", 5), ("e\u0301", 1), ("", 0), ("ﾊﾝ", 2)]
)
def test_a_wide_character_counts_two(text: str, columns: int) -> None:
    """Full-width characters and Chinese count two, combining marks nothing."""
    assert width(text) == columns
    assert width(pad(text, 9)) == 9


def test_columns_stand_under_each_other() -> None:
    """Every line has its second column at the same place, whatever the script of the first."""
    lines = table(["单位", "state"], [("市水务局", "a"), ("bureau", "b"), ("", "c")]).splitlines()
    starts = {
        width(line[: -len(end)]) for line, end in zip(lines, ["state", "─────", "a", "b", "c"], strict=True)
    }
    assert starts == {10}


def test_what_would_steer_a_terminal_is_shown_as_a_dot() -> None:
    """Escape sequences, line breaks and marks that turn the direction of writing do nothing."""
    assert clean("a\x1b[2J\nb\u202ec\x9bd") == "a·[2J·b·c·d"
    assert "\x1b" not in table(["x"], [("\x1b[31mred",)])
    assert "\n" not in facts([("a", "b\nc")])


@given(st.text(), st.integers(1, 30))
def test_a_shortened_text_fits(text: str, columns: int) -> None:
    """It is never wider than asked for, and is left alone where it fits."""
    short = shortened(text, columns)
    assert width(short) <= columns
    assert (short == text) is (width(text) <= columns)


def test_facts_and_moments() -> None:
    """Names are padded to the longest; an ISO time is shown to the minute."""
    assert facts([("编号", 1), ("a", "b")]) == "编号  1\na     b"
    assert facts([]) == ""
    assert moment("2014-08-15T23:59:59+08:00") == "2014-08-15 23:59"
