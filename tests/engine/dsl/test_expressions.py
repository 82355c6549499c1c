"""Reading guards: what is taken, and what is said about the rest, with its place."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from duban.engine.core.fields import Enumeration, EnumValue, Field, FieldKind, FieldType, Record
from duban.engine.core.guards import Guard, evaluate, print_node
from duban.engine.core.guards.nodes import And, Compare, Constant, Literal, Name, Or
from duban.engine.core.guards.types import INTEGER, NUMBER, PERSON, TEXT
from duban.engine.core.text import Language, Text
from duban.engine.dsl.expressions import (
    BALLOT_NAMES,
    CASE_NAMES,
    COUNTERSIGN_NAMES,
    PROBLEMS,
    Environment,
    Problem,
    environment_of,
    parse_guard,
    type_of,
)
from duban.engine.dsl.expressions.functions import FUNCTIONS

_T = Text("", "")


def _enumeration(name: str, *ids: str) -> Enumeration:
    return Enumeration(name, _T, tuple(EnumValue(one, _T) for one in ids))


def _field(name: str, kind: FieldKind, of: str | None = None, member: FieldType | None = None) -> Field:
    return Field(name, FieldType(kind, of, member), _T)


ENUMERATIONS = (
    _enumeration("four_responses", "masses", "above", "self", "each-other"),
    _enumeration("deficiency", "vague-measures", "no-deadline"),
    _enumeration("key_responses", "masses", "above"),
)
PROBLEM = Record(
    "problem",
    _T,
    (
        _field("source", "enum", "four_responses"),
        _field("measure", "text"),
        _field("owner", "person"),
        _field("proof", "evidence"),
        _field("within", "record", "problem"),
        _field("steps", "list", member=FieldType("text")),
    ),
)
FIELDS = (
    _field("problems", "list", member=FieldType("record", "problem")),
    _field("worst", "record", "problem"),
    _field("deficiencies", "set", member=FieldType("enum", "deficiency")),
    _field("presided_by", "person"),
    _field("source", "enum", "four_responses"),
    _field("cost", "number"),
    _field("published", "date"),
    _field("until", "deadline"),
    _field("note", "text"),
    _field("proof", "evidence"),
    _field("urgent", "bool"),
    _field("notes", "list", member=FieldType("text")),
    _field("days", "list", member=FieldType("date")),
)
STATE = environment_of(FIELDS, ENUMERATIONS, (PROBLEM,), opens=("objection", "late-report"))
BALLOT = environment_of(FIELDS, ENUMERATIONS, (PROBLEM,), ballot=True)


def problems_of(text: str, environment: Environment = STATE) -> list[Problem]:
    """The problems of a text that is no guard."""
    found = parse_guard(text, environment)
    assert isinstance(found, list), text
    return found


@pytest.mark.parametrize(
    "text",
    [
        "presided_by == unit.principal",
        'covers(problems, "source", four_responses)',
        "open_objections > 0 && open_late_reports == 0",
        "stay_over && open_objections == 0",
        "children_done",
        "source in key_responses",
        'source == "masses" || "no-deadline" in deficiencies',
        'covers(problems, "source", ["masses", "self"])',
        "covers(deficiencies, deficiency)",
        'count(problems, "source", "self") <= 3',
        'filled(problems, "measure")',
        'worst.owner == presided_by && has(worst.within)',
        "days_between(published, today) >= 7",
        'until < date("2014-12-31")',
        "cost * 100 >= 80 - 0.5",
        'unit.level == "county" ? urgent : size(problems) > 3',
        'note.startsWith("整改") || note.contains("\\u6574") || note.endsWith(\'!\')',
        '"first-rank" in unit.category',
    ],
)  # fmt: skip
def test_guards_of_a_state_are_taken(text: str) -> None:
    """What the notice needs can be said."""
    guard = parse_guard(text, STATE)
    assert isinstance(guard, Guard), guard
    assert guard.text == text


def test_the_examples_of_the_documentation_are_guards() -> None:
    """What `docs/guards.md` shows can be written."""
    page = (Path(__file__).parents[3] / "docs" / "guards.md").read_text("utf-8")
    examples = page.split("```guard\n")[1].split("\n```")[0].splitlines()
    assert len(examples) > 5
    for text in examples:
        assert isinstance(parse_guard(text, STATE), Guard), text
    for name in [*CASE_NAMES, *BALLOT_NAMES, *COUNTERSIGN_NAMES, *FUNCTIONS]:
        assert f"`{name}" in page or f".{name}(" in page, name


def test_a_ballot_has_its_own_names() -> None:
    """The figures of a ballot can be read in a state that has one, and nowhere else."""
    assert isinstance(parse_guard("ballot.closed && ballot.turnout >= 0.60", BALLOT), Guard)
    (problem,) = problems_of("urgent && ballot.closed")
    assert (problem.code, problem.column, problem.length) == ("guard-no-ballot", 11, 13)


def test_a_countersignature_has_its_own_names() -> None:
    """How it stands can be read in a state that has one, and nowhere else."""
    signing = environment_of([], countersign=True)
    assert isinstance(parse_guard("countersign.complete && countersign.waiting > 0", signing), Guard)
    (problem,) = problems_of("urgent && countersign.refused > 0")
    assert (problem.code, problem.column, problem.length) == ("guard-no-countersign", 11, 19)


def test_the_tree_is_what_was_written() -> None:
    """Names carry their types, enumerations their ids, numbers their exact value."""
    guard = parse_guard("cost > 0.10 && source in key_responses && urgent", STATE)
    assert isinstance(guard, Guard) and isinstance(guard.tree, And)
    first, second, _ = guard.tree.parts
    assert first == Compare(">", Name("cost", NUMBER), Literal(Decimal("0.10"), "number"))
    assert isinstance(second, Compare) and second.right == Constant("key_responses", ("masses", "above"))


def test_and_binds_tighter_than_or() -> None:
    """`a || b && c` is `a || (b && c)`, and chains are flat."""
    guard = parse_guard("urgent || urgent && stay_over || (urgent || stay_over)", STATE)
    assert isinstance(guard, Guard) and isinstance(guard.tree, Or)
    assert len(guard.tree.parts) == 4
    assert isinstance(guard.tree.parts[1], And)


def test_equal_texts_give_equal_guards() -> None:
    """A guard is a value: the same words and types, the same guard and hash; another type, another guard."""
    one, two = parse_guard("round > 1", STATE), parse_guard("round > 1", STATE)
    assert one == two and hash(one) == hash(two)
    assert parse_guard("round > 1", Environment({"round": NUMBER})) != one
    assert Literal(1, "integer") != Literal(True, "bool")


_GOLDEN = [
    # code, text, column, length, and the values to look at
    ("guard-empty", "  ", 1, 2, {}),
    ("guard-too-long", "u" * 2001, 2001, 1, {"got": 2001, "most": 2000}),
    ("guard-too-long", "1 + " * 250, 801, 200, {"most": 400}),
    ("guard-too-deep", "!" * 30 + "urgent", 25, 12, {"most": 24}),
    ("guard-character", "（urgent）", 1, 1, {"got": "（", "better": "("}),
    ("guard-character", "urgent ; stay_over", 8, 1, {"got": ";"}),
    ("guard-operator", "cost = 3", 6, 1, {"better": "=="}),
    ("guard-operator", "urgent and stay_over", 8, 3, {"better": "&&"}),
    ("guard-operator", "not urgent", 1, 3, {"better": "!"}),
    ("guard-operator", "cost / 2 > 1", 6, 1, {"got": "/"}),
    ("guard-operator", "cost >= 60%", 11, 1, {"better": "0.6"}),
    ("guard-operator", "cost % 2 == 1", 6, 1, {"better": "* + -"}),
    ("guard-syntax", "urgent && ", 10, 1, {}),
    ("guard-syntax", "urgent stay_over", 8, 9, {"got": "stay_over"}),
    ("guard-syntax", "(urgent", 8, 1, {}),
    ("guard-text", 'note == "abc', 9, 4, {"got": '"abc'}),
    ("guard-text", r'note == "a\q"', 11, 2, {}),
    ("guard-number", "cost > 1e3", 8, 3, {"got": "1e3"}),
    ("guard-number", "cost > 80万", 8, 3, {"got": "80万"}),
    ("guard-number", "cost > " + "1" * 31, 8, 31, {"most": 30}),
    ("guard-date", 'published > date("2014-02-30")', 18, 12, {"got": "2014-02-30"}),
    ("guard-date", "published > date(note)", 18, 4, {}),
    ("guard-unknown-name", "presided == actor", 1, 8, {"got": "presided", "nearest": "presided_by"}),
    ("guard-unknown-name", "urgent && unit.pricipal == actor", 11, 13, {"nearest": "unit.principal"}),
    ("guard-unknown-field", 'worst.sorce == "self"', 7, 5, {"record": "problem", "nearest": "source"}),
    ("guard-unknown-field", 'filled(problems, "mesure")', 18, 8, {"got": "mesure", "nearest": "measure"}),
    ("guard-no-null", "note == null", 9, 4, {}),
    ("guard-unknown-function", "problems.all(p, true)", 10, 3, {"got": "all"}),
    ("guard-unknown-function", "sise(problems) > 1", 1, 4, {"nearest": FUNCTIONS["size"]}),
    ("guard-unknown-function", "note.size() > 1", 6, 4, {"nearest": FUNCTIONS["size"]}),
    ("guard-arguments", "size() > 1", 1, 6, {"got": 0, "usage": FUNCTIONS["size"]}),
    ("guard-arguments", "has(note, cost)", 1, 15, {"got": 2}),
    ("guard-type", "urgent && cost", 11, 4, {"wanted": "bool", "got": "number"}),
    ("guard-type", "!round", 2, 5, {"wanted": "bool", "got": "integer"}),
    ("guard-type", "note + 1 == note", 8, 1, {"wanted": "text", "got": "integer"}),
    ("guard-type", "cost in 3", 9, 1, {"wanted": "list"}),
    ("guard-type", "note.title == note", 6, 5, {"place": "note.title", "wanted": "record", "got": "text"}),
    ("guard-type", 'covers(notes, "source", four_responses)', 8, 5, {"got": "list of text"}),
    ("guard-types-differ", "cost == note", 1, 12, {"left": "number", "right": "text"}),
    ("guard-types-differ", 'covers(problems, "measure", days)', 1, 33, {"left": "text", "right": "date"}),
    ("guard-types-differ", "(urgent ? cost : note) == note", 2, 20, {"place": "? :"}),
    ("guard-not-comparable", "worst == worst", 1, 14, {"got": "problem"}),
    ("guard-not-comparable", 'source >= "self"', 1, 16, {"place": ">=", "got": "four_responses"}),
    ("guard-not-comparable", "urgent < stay_over", 1, 18, {"got": "bool"}),
    ("guard-not-comparable", 'covers(problems, "steps", notes)', 18, 7, {"got": "list of text"}),
    ("guard-not-bool", "size(problems)", 1, 14, {"got": "integer", "example": "size(problems) > 0"}),
    ("guard-not-bool", "published", 1, 9, {"got": "date", "example": "published <= today"}),
    ("guard-not-bool", "proof", 1, 5, {"got": "evidence", "example": "has(proof)"}),
    ("guard-has", "has(1 + 1)", 5, 5, {}),
    ("guard-has", "has(deficiency)", 5, 10, {}),
    ("guard-list-mixed", 'note in ["a", 1]', 15, 1, {"left": "text", "right": "integer"}),
    ("guard-not-in-enumeration", 'source == "slef"', 11, 6, {"enumeration": "four_responses", "nearest": "self"}),
    ("guard-not-in-enumeration", 'source in ["self", "masess"]', 20, 8, {"nearest": "masses"}),
    ("guard-not-in-enumeration", '"no-dedline" in deficiencies', 1, 12, {"nearest": "no-deadline"}),
    ("guard-not-in-enumeration", 'count(problems, "source", "me") > 0', 27, 4, {"got": "me"}),
    ("guard-nothing-in-common", "source in deficiency", 1, 20, {"left": "four_responses"}),
    ("guard-cannot-cover", 'covers(problems, "source", deficiency)', 28, 10, {"missing": ["vague-measures", "no-deadline"]}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "column", "length", "values"), _GOLDEN)
def test_each_mistake_is_named_with_its_place(
    code: str, text: str, column: int, length: int, values: dict[str, object]
) -> None:
    """A mistake gives its code, where it is, and the values its message needs."""
    (problem,) = problems_of(text)
    assert (problem.code, problem.column, problem.length) == (code, column, length)
    assert {name: problem.values.get(name) for name in values} == values
    languages: tuple[Language, ...] = ("zh", "en")
    for template in PROBLEMS[code]:
        for language in languages:
            places = {name for _, name, _, _ in string.Formatter().parse(template.pick(language)) if name}
            assert places <= set(problem.values), template
    assert problem.message("zh") and problem.hint("en")


def test_every_code_is_met() -> None:
    """No message is left that nothing produces (the one about ballots is met above)."""
    assert {code for code, *_ in _GOLDEN} | {"guard-no-ballot", "guard-no-countersign"} == set(PROBLEMS)


def test_a_message_names_the_thing_and_the_way_out() -> None:
    """The words of a problem in both languages."""
    (problem,) = problems_of("presided == actor")
    assert problem.message("zh") == "没有名为 presided 的数据"
    assert problem.hint("zh") == "最接近的是 presided_by；数据在 data 下声明"
    assert problem.message("en") == "there is no datum called presided"
    assert problem.hint("en") == "the nearest is presided_by; data are declared under `data`"


def test_all_mistakes_are_told_at_once() -> None:
    """Problems of types and names come together, in the order of the text; none breeds another."""
    found = problems_of('note > 3 && nosuch == 1 && source == "x" && size(nosuch) > 0')
    assert [(one.code, one.column) for one in found] == [
        ("guard-types-differ", 1),
        ("guard-unknown-name", 13),
        ("guard-not-in-enumeration", 38),
        ("guard-unknown-name", 50),
    ]


@pytest.mark.parametrize("text", ["(" * 90 + "urgent" + ")" * 90, " && ".join(["urgent"] * 200)])
def test_what_groups_nothing_is_not_deep(text: str) -> None:
    """Idle parentheses and long chains of `&&` are no depth."""
    assert isinstance(parse_guard(text, STATE), Guard)


@pytest.mark.parametrize(
    "text",
    ["(" * 1000, "!" * 399 + "urgent", "-" * 399 + "1", "[" * 399, "1+" * 199 + "1 > 0", "urgent?" * 199,
     "urgent ? urgent : " * 99 + "urgent", "size(" * 199, "note." * 199 + "note", "1 == " * 199 + "1"],
)  # fmt: skip
def test_no_text_exhausts_the_stack(text: str) -> None:
    """Depth of any kind ends in a problem, never in a RecursionError."""
    assert problems_of(text)


def test_an_unknown_enumeration_or_record_is_empty() -> None:
    """A declared type that is found nowhere, which others report, does no further harm here."""
    assert type_of(FieldType("enum", "nosuch"), {}, {}).values == ()
    assert type_of(FieldType("record", "nosuch"), {}, {}).fields == ()
    assert str(type_of(FieldType("list"), {}, {})) == "list of text"


def test_a_record_within_itself_ends() -> None:
    """A record that holds its own kind is opened once; the inner one can only be asked for."""
    assert isinstance(parse_guard("has(worst.within)", STATE), Guard)
    (problem,) = problems_of('worst.within.measure == "x"')
    assert (problem.code, problem.column) == ("guard-unknown-field", 14)


def test_the_engines_names_cannot_be_replaced() -> None:
    """A field called `round` does not hide the engine's own round."""
    environment = environment_of((_field("round", "text"), _field("actor", "text")))
    assert (environment.names["round"], environment.names["actor"]) == (INTEGER, PERSON)


def test_a_datum_hides_an_enumeration() -> None:
    """Where a field and an enumeration share a name, the guard reads the field."""
    guard = parse_guard('kind == "a"', Environment({"kind": TEXT}, {"kind": ("a",)}))
    assert isinstance(guard, Guard) and evaluate(guard, {"kind": "a"}).value is True


def test_a_printed_guard_keeps_what_matters() -> None:
    """The printer writes the fewest parentheses, and texts and dates as they are read."""
    text = '(urgent || stay_over) && !(cost - (1 - 2) > 0.50) && published == date("2014-08-01") && note == "\\"\\n"'
    guard = parse_guard(text, STATE)
    assert isinstance(guard, Guard) and print_node(guard.tree) == text
    assert evaluate(guard, {"urgent": True, "cost": "-1", "published": date(2014, 8, 1), "note": '"\n'}).value
