"""What guards come to: exact, total, and undecided where something is missing."""

from __future__ import annotations

import copy
import decimal
import json
import pickle
import subprocess
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from duban.engine.core.guards import (
    BOOL,
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    Guard,
    Outcome,
    Type,
    dump,
    enum_of,
    evaluate,
    list_of,
    load,
    names,
    record_of,
    set_of,
)
from duban.engine.dsl.expressions import Environment, parse_guard

SOURCE = enum_of("source", ("masses", "above"))
PROBLEM = record_of(
    "problem", {"source": SOURCE, "cost": NUMBER, "lead": record_of("lead", {"age": INTEGER})}
)
NAMES: dict[str, Type] = {
    "a": BOOL,
    "b": BOOL,
    "i": INTEGER,
    "n": NUMBER,
    "m": NUMBER,
    "s": TEXT,
    "d": DATE,
    "unit.principal": TEXT,
    "tags": set_of(TEXT),
    "costs": list_of(NUMBER),
    "problems": list_of(PROBLEM),
    "worst": PROBLEM,
}
ENVIRONMENT = Environment(NAMES, {"sources": ("masses", "above")})


def guard_of(text: str) -> Guard:
    """The guard of a text that must be one."""
    guard = parse_guard(text, ENVIRONMENT)
    assert isinstance(guard, Guard), guard
    return guard


def outcome(text: str, **values: object) -> Outcome:
    """What it comes to; `__` in a name stands for a dot."""
    return evaluate(guard_of(text), {name.replace("__", "."): value for name, value in values.items()})


@pytest.mark.parametrize("sign", ["&&", "||"])
@pytest.mark.parametrize("left", [True, False, None])
@pytest.mark.parametrize("right", [True, False, None])
def test_absent_values_are_absorbed(sign: str, left: bool | None, right: bool | None) -> None:
    """`false && absent` is false and `true || absent` is true on either side; else absent stays undecided."""
    deciding = sign == "||"
    expected = deciding if deciding in (left, right) else None if None in (left, right) else not deciding
    found = outcome(f"a {sign} b", a=left, b=right)
    assert found.value is expected
    missing = tuple(name for name, value in (("a", left), ("b", right)) if value is None)
    assert found.absent == (missing if expected is None else ())


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        ("i == 1", ("i",)),
        ("n + m > 1 && a", ("n", "m", "a")),
        ("!a", ("a",)),
        ("a ? b : b", ("a",)),
        ("(b || a) == true", ("b", "a")),
        ("worst.lead.age > 1", ("worst",)),
        ("has(worst.lead)", ("worst",)),
        ("size(problems) == 0", ("problems",)),
        ('unit.principal in ["x", s]', ("unit.principal", "s")),
        ("i == 1 || i == 1", ("i",)),
    ],
)
def test_an_undecided_guard_names_what_is_absent(text: str, absent: tuple[str, ...]) -> None:
    """The names that are missing for a decision come once each, in the order of the text."""
    assert evaluate(guard_of(text), {}) == Outcome(None, absent)


def test_only_what_matters_is_named_as_absent() -> None:
    """A part that is decided, or a branch that is not taken, misses nothing."""
    assert outcome("(a || b) && i == 1", a=True).absent == ("i",)
    assert outcome("a ? i == 1 : n == 1", a=False).absent == ("n",)
    assert outcome("worst.cost > 1", worst={"cost": None}).absent == ("worst.cost",)
    assert outcome("worst.lead.age > 1", worst={"lead": {}}).absent == ("worst.lead.age",)


def test_null_is_absent() -> None:
    """A stored null and a missing key are the same."""
    assert outcome("has(i)", i=None).value is False
    assert outcome("has(worst.cost)", worst={"cost": None}).value is False
    assert outcome("i == 1", i=None) == Outcome(None, ("i",))


def test_has_asks_for_presence_alone() -> None:
    """`has` is true of whatever was filled in, empty or of a wrong type included."""
    assert outcome("has(s) && has(tags) && has(i)", s="", tags=[], i="x").value is True


def test_numbers_are_exact() -> None:
    """Decimals are decimals: 0.1 + 0.2 is 0.3, integers and numbers mix, and nothing overflows or rounds."""
    assert outcome("0.1 + 0.2 == 0.3").value is True
    assert outcome("n * 100.0 >= 80", n="0.80").value is True
    assert outcome("i == n && i <= n && n in [1, i]", i=2, n=Decimal("2.000")).value is True
    assert outcome("9223372036854775807 + 1 > 9223372036854775807").value is True
    least = "0.0000000000000000000000000001"
    text = f"n + {least} > n && -(n + {least}) < -n && n + {least} - n == {least}"
    assert outcome(text, n="9" * 90).value is True


def test_the_threads_decimal_context_changes_nothing() -> None:
    """A host that computes with 3 digits gets the same outcomes."""
    text = "n * m == 1.0000000200000001 && -n < -1.00000000 && n + m == 2.00000002"
    with decimal.localcontext(decimal.Context(prec=3)):
        assert outcome(text, n="1.00000001", m="1.00000001").value is True


def test_functions() -> None:
    """Each function on a small example."""
    rows = [{"source": "masses", "cost": "1.5"}, {"source": "masses"}, {"cost": 2, "source": None}]
    assert (
        outcome("size(problems) == 3 && size(tags) == 2", problems=rows, tags=["a", "b", "a"]).value is True
    )
    assert outcome(
        'size(s) == 3 && s.startsWith("整") && s.endsWith("𠀀") && s.contains("改")', s="整改𠀀"
    ).value
    assert outcome('count(problems, "source", "masses") == 2', problems=rows).value is True
    assert outcome('count(problems, "cost", 2.0) == 1', problems=rows).value is True
    assert outcome('covers(problems, "source", sources)', problems=rows).value is False
    assert outcome('covers(problems, "source", ["masses"])', problems=rows).value is True
    assert outcome('covers(tags, ["a"]) && !covers(tags, ["a", "c"])', tags=["a", "b"]).value is True
    assert outcome('filled(problems, "cost")', problems=rows).value is False
    assert outcome('filled(problems, "cost")', problems=rows[:1]).value is True
    assert outcome('days_between(d, date("2014-09-01")) == 31', d="2014-08-01").value is True
    assert outcome('days_between(date("2014-09-01"), d) == -31', d="2014-08-01").value is True


def test_an_empty_list_covers_nothing_and_fills_everything() -> None:
    """The edges of the functions over rows."""
    assert outcome('covers(problems, "source", sources)', problems=[]).value is False
    assert outcome('covers(problems, "source", [])', problems=[]).value is True
    assert outcome('filled(problems, "source")', problems=[]).value is True


def test_sets_have_no_order_and_lists_have() -> None:
    """Sets are equal by their members, lists by their rows; members may be held in any container."""
    environment = Environment({"x": set_of(TEXT), "y": set_of(TEXT), "p": list_of(TEXT), "q": list_of(TEXT)})
    same_sets, same_lists = parse_guard("x == y", environment), parse_guard("p == q", environment)
    assert isinstance(same_sets, Guard) and isinstance(same_lists, Guard)
    assert evaluate(same_sets, {"x": ["a", "b"], "y": {"b", "a"}}).value is True
    assert evaluate(same_lists, {"p": ["a", "b"], "q": ("b", "a")}).value is False


def test_names_are_all_that_are_read() -> None:
    """Full names, also behind `has`, in branches and in functions; an enumeration is none."""
    text = 'has(i) ? covers(problems, "source", sources) : worst.lead.age > 1 || unit.principal == s'
    assert names(guard_of(text)) == {"i", "problems", "worst", "unit.principal", "s"}


def test_any_mapping_of_values_will_do() -> None:
    """Values may be computed when asked for."""

    class Late(Mapping[str, object]):
        def __getitem__(self, name: str) -> object:
            return {"i": 3}[name]

        def __iter__(self) -> Iterator[str]:
            return iter(("i",))

        def __len__(self) -> int:
            return 1

    assert evaluate(guard_of("i == 3 && !has(s)"), Late()).value is True


def test_guards_can_be_copied_and_sent() -> None:
    """A guard that has been evaluated is still a plain value: copied, pickled, equal."""
    guard = guard_of("i > 1 && n < 0.5")
    evaluate(guard, {"i": 2})
    for again in (copy.deepcopy(guard), pickle.loads(pickle.dumps(guard))):  # noqa: S301 - our own bytes
        assert again == guard and hash(again) == hash(guard)
        assert evaluate(again, {"i": 2, "n": "0.4"}).value is True


def test_outcomes_are_the_same_in_every_process() -> None:
    """Another hash seed changes neither a stored guard nor what it is missing."""
    program = (
        "from duban.engine.core.guards import *\nfrom duban.engine.core.guards import Outcome\n"
        "import json, sys\nguard = load(json.loads(sys.argv[1]))\n"
        "reasons = explain(guard, {'tags': ['z', 'b', 'a', 'y']})\n"
        "print(evaluate(guard, {}), [(one.code, one.values) for one in reasons], json.dumps(dump(guard)))"
    )
    stored = json.dumps(
        dump(guard_of('tags == tags && !("a" in tags) && covers(tags, ["c", "d", "e"]) && i == n'))
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program, stored],
            env={"PYTHONHASHSEED": str(seed), "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in (1, 2, 3)
    }
    assert len(seen) == 1 and "guard-not-covered" in seen.pop()


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        {"text": "a"},
        {"text": 1, "tree": ["bool", True]},
        {"text": "a", "tree": ["bool", 1]},
        {"text": "a", "tree": ["number", 0.5]},
        {"text": "a", "tree": ["number", "x"]},
        {"text": "a", "tree": ["integer", "1.5"]},
        {"text": "a", "tree": ["date", "2014-02-30"]},
        {"text": "a", "tree": ["name", "a", "nosuch"]},
        {"text": "a", "tree": ["name", "a", ["list"]]},
        {"text": "a", "tree": ["select", ["bool", True], "x", "text"]},
        {"text": "a", "tree": ["has", ["integer", "1"]]},
        {"text": "a", "tree": ["&&", ["bool", True]]},
        {"text": "a", "tree": ["constant", "c", [1]]},
        {"text": "a", "tree": ["eval", ["text", "x"]]},
        {"text": "a", "tree": ["size"]},
        {"text": "a", "tree": ["covers", ["text", "x"]]},
    ],
)
def test_what_was_not_dumped_is_not_loaded(stored: object) -> None:
    """A damaged stored guard is a ValueError, not a guard that means something else."""
    with pytest.raises(ValueError):
        load(stored)


def test_a_deep_or_endless_stored_guard_is_refused() -> None:
    """Nesting that no checked guard has is refused before it can exhaust the stack."""
    tree: list[object] = ["bool", True]
    type_: object = "text"
    for _ in range(5000):
        tree, type_ = ["!", tree], ["list", type_]
    with pytest.raises(ValueError, match="deep"):
        load({"text": "a", "tree": tree})
    with pytest.raises(ValueError, match="deep"):
        load({"text": "a", "tree": ["name", "a", type_]})
