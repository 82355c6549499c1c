"""What holds of every text and of all values, however strange."""

from __future__ import annotations

import json
import math
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.guards import REASONS, Guard, Outcome, dump, evaluate, explain, load, names, print_node
from duban.engine.core.text import Language
from duban.engine.dsl.expressions import PROBLEMS, Environment, parse_guard
from support.guard_cases import Generator
from support.guard_words import ENUMERATIONS, NAMES

ENVIRONMENT = Environment(NAMES, ENUMERATIONS)
LANGUAGES: tuple[Language, ...] = ("zh", "en")

_WORDS = (
    *NAMES, *ENUMERATIONS, "nosuch", "true", "null", "has(", "size(", "covers(", "date(", ".startsWith(", ".",
    "&&", "||", "!", "?", ":", "==", "!=", "<", ">=", "in", "+", "-", "*", "/", "=", "(", ")", "[", "]", ",",
    "0", "1", "0.60", "1e9", "999999999999999999999999999999999", '"a"', "'masses'", '"', "'", '"2014-08-01"', "\\", "，", "（",
)  # fmt: skip
_texts = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(_WORDS), max_size=30).map(" ".join),
    st.lists(st.sampled_from(_WORDS), max_size=12).map("".join),
)
_odd = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.just(10**400), st.floats(), st.text(max_size=5),
        st.decimals(), st.sampled_from((Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+999999"))),
        st.sampled_from(("1e5", "1E-99", "0.1", "１２", "1_0", "2014-08-01", "2014-02-30", "20140801", "masses", "\ud800")),
        st.dates(), st.datetimes(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(("age", "share", "source", "weight", "text", "office", "level")), inner, max_size=3),
    ),
    max_leaves=6,
)  # fmt: skip
_values = st.dictionaries(st.sampled_from(tuple(NAMES)), _odd, max_size=len(NAMES))
_guards = st.builds(lambda seed: Generator(seed, worlds=1).case().ours, st.integers(0, 10**6)).map(
    lambda text: parse_guard(text, ENVIRONMENT)
)


@given(_texts)
def test_any_text_is_a_guard_or_has_problems(text: str) -> None:
    """Reading never raises; every problem has a known code, lies within the text (or right after it) and is worded."""
    found = parse_guard(text, ENVIRONMENT)
    if isinstance(found, Guard):
        again = parse_guard(print_node(found.tree), ENVIRONMENT)
        assert isinstance(again, Guard) and again.tree == found.tree
        return
    assert found
    for problem in found:
        assert problem.code in PROBLEMS
        assert 1 <= problem.column <= len(text) + 1 and problem.length >= 1
        assert problem.column + problem.length <= len(text) + 2
        for language in LANGUAGES:
            assert problem.message(language) and problem.hint(language)


@given(_guards, _values)
def test_evaluation_is_total(guard: Guard | list[object], values: dict[str, object]) -> None:
    """Whatever is stored, a guard has an outcome; an explanation is given exactly when it does not hold."""
    if not isinstance(guard, Guard):
        return
    outcome = evaluate(guard, values)
    assert outcome.value in (True, False, None)
    assert bool(outcome.absent) <= (outcome.value is None)
    reasons = explain(guard, values)
    assert bool(reasons) is (outcome.value is not True)
    for reason in reasons:
        assert reason.code in REASONS
        json.dumps(reason.values)
        for language in LANGUAGES:
            assert reason.message(language) and reason.hint(language)


@given(_guards, _values)
def test_a_stored_guard_is_the_same_guard(guard: Guard | list[object], values: dict[str, object]) -> None:
    """Through JSON and back nothing changes: not the guard, its names, or what it comes to."""
    if not isinstance(guard, Guard):
        return
    stored = json.loads(json.dumps(dump(guard), allow_nan=False), parse_float=_no_float)
    again = load(stored)
    assert again == guard and hash(again) == hash(guard) and repr(again) == repr(guard)
    assert names(again) == names(guard)
    assert evaluate(again, values) == evaluate(guard, values)


def _no_float(text: str) -> float:
    raise AssertionError(f"a float in a stored guard: {text}")


@pytest.mark.parametrize(
    ("name", "value"),
    [("n", 0.6), ("n", math.nan), ("n", Decimal("NaN")), ("n", "１２"), ("n", "1_0"), ("n", True), ("i", True),
     ("i", "1.0"), ("i", Decimal(1)), ("i", 10**100), ("b", 1), ("b", "true"), ("s", 1), ("d", "2014-02-30"),
     ("d", "20140801"), ("d", datetime(2014, 8, 1, tzinfo=UTC)), ("texts", "abc"), ("texts", ["a", 1]), ("texts", {"a": 1}),
     ("tags", ["a", None]), ("lead", "x"), ("problems", [1])],
)  # fmt: skip
def test_a_value_of_another_type_decides_nothing(name: str, value: object) -> None:
    """What does not fit the declared type is not guessed at: the guard is undecided and names the datum."""
    text = {"lead": "lead.age == 1", "problems": 'filled(problems, "text")'}.get(name, f"{name} == {name}")
    guard = parse_guard(text, ENVIRONMENT)
    assert isinstance(guard, Guard)
    assert evaluate(guard, {name: value}) == Outcome(None, (name,))
    (reason,) = explain(guard, {name: value})
    assert (reason.code, reason.values["unreadable"]) == ("guard-unreadable", [name])


@pytest.mark.parametrize(
    ("name", "stored", "plain"),
    [("n", "0.60", Decimal("0.6")), ("n", 2, Decimal(2)), ("n", "1E+2", 100), ("i", "-7", -7), ("d", "2014-08-01", date(2014, 8, 1)),
     ("tags", ["b", "a", "b"], frozenset("ab")), ("texts", ("a",), ["a"]), ("dates", ["2014-08-01"], [date(2014, 8, 1)]),
     ("numbers", ["0.1", 1], [Decimal("0.10"), Decimal(1)])],
)  # fmt: skip
def test_stored_and_plain_values_are_alike(name: str, stored: object, plain: object) -> None:
    """A value read from canonical JSON and the value itself mean the same."""
    environment = Environment({"one": NAMES[name], "two": NAMES[name]})
    guard = parse_guard("one == two && two == one", environment)
    assert isinstance(guard, Guard)
    assert evaluate(guard, {"one": stored, "two": plain}).value is True
