"""The guard language held against Google's CEL: the same texts, the same outcomes."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from cel_expr_python import cel

from duban.engine.core.guards import (
    BOOL,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    Guard,
    Type,
    evaluate,
    list_of,
    print_node,
)
from duban.engine.dsl.expressions import Environment, Problem, parse_guard
from support.guard_cases import Generator
from support.guard_words import ENUMERATIONS, NAMES, Case
from support.plain_guards import plain_outcome

CASES = int(os.environ.get("DUBAN_GUARD_CASES", "100000"))
SEED = 20140801
ENVIRONMENT = Environment(NAMES, ENUMERATIONS)

_CEL_TYPES = {
    "bool": cel.Type.BOOL,
    "integer": cel.Type.INT,
    "number": cel.Type.DOUBLE,
    "date": cel.Type.TIMESTAMP,
    "record": cel.Type.Map(cel.Type.STRING, cel.Type.DYN),
}


def _cel_type(type_: Type) -> Any:
    if type_.of is not None:
        return cel.Type.List(_cel_type(type_.of))
    return _CEL_TYPES.get(type_.kind, cel.Type.STRING)


_CEL = cel.NewEnv(
    variables={name: _cel_type(type_) for name, type_ in NAMES.items()}
    | {"given": cel.Type.Map(cel.Type.STRING, cel.Type.DYN)}
)


_ACTIVATIONS: dict[int, Any] = {}


def _activation(values: Mapping[str, object]) -> Any:
    """The values as CEL keeps them; the generator draws from few worlds, which live as long as it does."""
    if id(values) not in _ACTIVATIONS:
        _ACTIVATIONS[id(values)] = (_CEL.Activation(values), values)
    return _ACTIVATIONS[id(values)][0]


def _by_cel(text: str, values: Mapping[str, object]) -> bool | str | None:
    """True, false, `None` for an error while evaluating, or why the text was refused."""
    try:
        expression = _CEL.compile(text)
    except RuntimeError as refused:
        return str(refused)
    value = expression.eval(_activation(values))
    if value.type() == cel.Type.ERROR:
        return None
    plain = value.plain_value()
    assert isinstance(plain, bool), text
    return plain


def _difference(case: Case, guard: Guard | list[Problem], ours: bool | None) -> str | None:
    """`None` when both agree, else which documented difference it is, else a plain report."""
    if isinstance(guard, list):
        if {one.code for one in guard} == {"guard-list-mixed"} and case.mixes_items:
            return "one type per list" if not isinstance(_by_cel(case.cel, case.cel_values), str) else None
        return f"refused: {[(one.code, one.column, dict(one.values)) for one in guard]}"
    theirs = _by_cel(case.cel, case.cel_values)
    if theirs is ours:
        return None
    mixed = case.mixes_numbers and (isinstance(theirs, str) or theirs is None)
    if mixed:  # CEL has no overload for it; with the integers widened it must say the same
        theirs = _by_cel(case.wide, case.cel_values)
        if theirs is ours:
            return "numbers mix"
    by_machine = plain_outcome(guard.tree, case.values, machine=True)
    exactly = plain_outcome(guard.tree, case.values, machine=False)
    if not isinstance(theirs, str) and (theirs, ours) == (by_machine, exactly):
        return "exact numbers"
    return f"ours {ours}, CEL {theirs}"


_DOCUMENTED = ("exact numbers", "numbers mix", "one type per list")
_WORDS = [
    "&&", "||", "!", "?:", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*", "-x", "text +", "[]",
    "has", "size", "startsWith", "endsWith", "contains", "date()", "days_between", "covers", "covers-texts", "count", "filled",
    "bool", "integer", "number", "text", "person", "source", "date", "record", "enumeration",
    "list of integer", "list of number", "list of text", "list of date", "list of problem", "set of text", "set of source",
]  # fmt: skip
"""What must occur in the generated guards: every operator, function and type."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_guards_mean_what_cel_means() -> None:
    """Guards come to what CEL comes to, but for exact numbers, mixed numbers and lists of one type."""
    generator = Generator(SEED)
    outcomes: Counter[bool | None] = Counter()
    differences: Counter[str] = Counter()
    unexplained: list[str] = []
    for _ in range(CASES):
        case = generator.case()
        guard = parse_guard(case.ours, ENVIRONMENT)
        ours = evaluate(guard, case.values).value if isinstance(guard, Guard) else None
        difference = _difference(case, guard, ours)
        if difference is None or difference in _DOCUMENTED:
            differences[difference or "none"] += 1
        else:
            unexplained.append(
                f"{difference}\n  ours: {case.ours}\n  CEL:  {case.cel}\n  on:   {case.values}"
            )
            assert len(unexplained) < 5, "\n".join(unexplained)
        if isinstance(guard, Guard):
            outcomes[ours] += 1
    assert not unexplained, "\n".join(unexplained)
    # Not a row of trifles: all outcomes, every operator, function and type, and nearly all cases alike.
    assert min(outcomes[True], outcomes[False], outcomes[None]) >= CASES * 0.15, outcomes
    rare = {word: generator.used[word] for word in _WORDS if generator.used[word] < CASES * 0.01}
    assert not rare, rare
    assert differences["none"] >= CASES * 0.9, differences
    if CASES >= 10_000:  # the documented differences are met, or they need not be documented
        assert set(_DOCUMENTED) <= set(differences), differences


@pytest.mark.slow
def test_printed_guards_parse_to_the_same_tree() -> None:
    """What the printer writes of a tree parses to that tree again."""
    generator = Generator(SEED + 1)
    for _ in range(min(CASES, 10_000)):
        guard = parse_guard(generator.case().ours, ENVIRONMENT)
        if isinstance(guard, Guard):
            again = parse_guard(print_node(guard.tree), ENVIRONMENT)
            assert isinstance(again, Guard) and again.tree == guard.tree, guard.text


_SAMPLES = {
    "b": BOOL,
    "i": INTEGER,
    "n": NUMBER,
    "s": TEXT,
    "d": DATE,
    "integers": list_of(INTEGER),
    "texts": list_of(TEXT),
}
_STRICTER = {("<", "b", "b"), ("<=", "b", "b"), (">", "b", "b"), (">=", "b", "b")} | {
    # joining lists, and dates as durations: CEL has both, guards have neither
    ("+", "integers", "integers"), ("+", "texts", "texts"), ("-", "d", "d"),
}  # fmt: skip
_WIDER = {
    (sign, left, right)
    for sign in ("==", "!=", "<", "<=", ">", ">=", "+", "-", "*")
    for left, right in (("i", "n"), ("n", "i"))
} | {("in", "n", "integers")}


@pytest.mark.parametrize("sign", ["&&", "||", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*"])
def test_operators_take_the_types_that_cel_takes(sign: str) -> None:
    """An operator is checked as CEL checks it, for all pairs of types but the listed ones."""
    environment = Environment(_SAMPLES)
    for left in _SAMPLES:
        for right in _SAMPLES:
            text = f"{left} {sign} {right}"
            found = parse_guard(text, environment)
            ours = isinstance(found, Guard) or {one.code for one in found} == {"guard-not-bool"}
            try:
                _CEL.compile(text)
                theirs = True
            except RuntimeError:
                theirs = False
            if (sign, left, right) in _STRICTER:
                assert theirs and not ours, text
            elif (sign, left, right) in _WIDER:
                assert ours and not theirs, text
            else:
                assert ours is theirs, text


@pytest.mark.parametrize(
    "text",
    ["", "(", "b &&", "b b", "b = b", "b && && b", "!", "b ? b", "b ? b ? b : b : b", "s.", "[i", "[i,,i]",
     "size([i, ]) == 1", "has()", "size(i,) == 1", "size(,)", "'a", '"a\nb"', r"'\q'", "i ++ i", "--i == i", "!!b", "-(-i) == i",
     "b == b == b", "i < i < i", "i in integers == b", "b || b && b", "(((b)))", "b ? b : b ? b : b", "- 5 < -i",
     "i--5 == 0", "1.s", "s.startsWith", "startsWith(s)", "b and b", "i / i == 1", "nosuch", "007 == 7", "[] == integers"],
)  # fmt: skip
def test_texts_are_taken_or_refused_as_cel_does(text: str) -> None:
    """What is not an expression of CEL is not one of ours; of what is, only division is refused."""
    try:
        _CEL.compile(text)
        theirs = True
    except RuntimeError:
        theirs = False
    ours = isinstance(parse_guard(text, ENVIRONMENT), Guard)
    assert ours is (theirs and "/" not in text)
