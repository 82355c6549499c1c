"""Why a guard does not hold: which conditions, what they see now, what would change it."""

from __future__ import annotations

import itertools
import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.guards import (
    BOOL,
    DATE,
    INTEGER,
    NUMBER,
    PERSON,
    REASONS,
    TEXT,
    Guard,
    Type,
    enum_of,
    evaluate,
    explain,
    list_of,
    names,
    record_of,
    set_of,
)
from duban.engine.core.text import Language
from duban.engine.dsl.expressions import Environment, parse_guard

SOURCES = ("masses", "above", "self", "each-other")
NAMES: dict[str, Type] = {
    "open_objections": INTEGER,
    "children_done": BOOL,
    "stay_over": BOOL,
    "presided_by": PERSON,
    "unit.principal": PERSON,
    "ballot.turnout": NUMBER,
    "today": DATE,
    "note": TEXT,
    "tags": set_of(TEXT),
    "problems": list_of(record_of("problem", {"source": enum_of("source", SOURCES), "measure": TEXT})),
}
ENVIRONMENT = Environment(NAMES, {"four_responses": SOURCES})
VALUES: dict[str, object] = {
    "open_objections": 1,
    "children_done": False,
    "presided_by": "li",
    "unit.principal": "zhang",
    "ballot.turnout": "0.550",
    "today": date(2014, 8, 1),
    "note": "",
    "tags": ["b", "a"],
    "problems": [{"source": "self", "measure": "x"}, {"source": "masses"}, {"measure": None}],
}


def guard_of(text: str, environment: Environment = ENVIRONMENT) -> Guard:
    """The guard of a text that must be one."""
    guard = parse_guard(text, environment)
    assert isinstance(guard, Guard), guard
    return guard


def messages(text: str, language: Language = "zh") -> list[str]:
    """What is said of a guard on the values above."""
    return [reason.message(language) for reason in explain(guard_of(text), VALUES)]


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "open_objections == 0",
            "条件 open_objections == 0 不满足：open_objections 现为 1",
            "the condition open_objections == 0 does not hold: open_objections is now 1",
        ),
        (
            "presided_by == unit.principal",
            "条件 presided_by == unit.principal 不满足：现在 presided_by = li、unit.principal = zhang",
            "the condition presided_by == unit.principal does not hold: now presided_by = li, unit.principal = zhang",
        ),
        (
            'covers(problems, "source", four_responses)',
            '条件 covers(problems, "source", four_responses) 不满足：problems.source 还缺 above、each-other',
            'the condition covers(problems, "source", four_responses) does not hold: '
            "problems.source still lacks above, each-other",
        ),
        (
            'filled(problems, "measure")',
            '条件 filled(problems, "measure") 不满足：第 2、3 条没有填写 problems.measure',
            'the condition filled(problems, "measure") does not hold: problems.measure is missing in rows 2, 3',
        ),
        (
            "has(stay_over)",
            "条件 has(stay_over) 不满足：stay_over 尚未填写",
            "the condition has(stay_over) does not hold: stay_over is not filled in yet",
        ),
        (
            "stay_over",
            "条件 stay_over 尚无法判断：缺少 stay_over",
            "the condition stay_over cannot be decided yet: stay_over is missing",
        ),
        (
            "ballot.turnout >= 0.60",
            "条件 ballot.turnout >= 0.60 不满足：ballot.turnout 现为 0.550",
            "the condition ballot.turnout >= 0.60 does not hold: ballot.turnout is now 0.550",
        ),
        (
            "size(problems) > 3",
            "条件 size(problems) > 3 不满足：size(problems) 现为 3",
            "the condition size(problems) > 3 does not hold: size(problems) is now 3",
        ),
        (
            '!("a" in tags)',
            '条件 !("a" in tags) 不满足：tags 现为 [a, b]',
            'the condition !("a" in tags) does not hold: tags is now [a, b]',
        ),
        (
            'today > date("2014-09-01")',
            '条件 today > date("2014-09-01") 不满足：today 现为 2014-08-01',
            'the condition today > date("2014-09-01") does not hold: today is now 2014-08-01',
        ),
        (
            'note.contains("x")',
            '条件 note.contains("x") 不满足：note 现为 ""',
            'the condition note.contains("x") does not hold: note is now ""',
        ),
        (
            "has(stay_over) == has(note)",
            '条件 has(stay_over) == has(note) 不满足：现在 stay_over = –、note = ""',
            'the condition has(stay_over) == has(note) does not hold: now stay_over = –, note = ""',
        ),
        ("1 > 2", "条件 1 > 2 永不成立", "the condition 1 > 2 can never hold"),
    ],
)
def test_a_condition_is_told_with_its_present_value(text: str, zh: str, en: str) -> None:
    """One unmet condition, in both languages."""
    assert messages(text) == [zh]
    assert messages(text, "en") == [en]


def test_what_is_missing_can_be_read_by_a_machine() -> None:
    """Codes and values stand behind the words."""
    (reason,) = explain(guard_of('covers(problems, "source", four_responses)'), VALUES)
    assert reason.code == "guard-not-covered"
    assert reason.values == {
        "condition": 'covers(problems, "source", four_responses)',
        "names": ["problems"],
        "name": "problems.source",
        "missing": ["above", "each-other"],
    }


def test_only_what_is_unmet_is_told() -> None:
    """Of an `&&` every unmet part, in the order of the text, each once; what holds is not mentioned."""
    text = 'open_objections == 1 && children_done && !(note == "" || open_objections > 0) && children_done'
    conditions = [reason.values["condition"] for reason in explain(guard_of(text), VALUES)]
    assert conditions == ["children_done", 'note != ""', "open_objections <= 0"]


def test_of_alternatives_the_nearest_is_told_and_the_others_named() -> None:
    """Of an `||` the part with the fewest unmet conditions is explained; the hint names the rest."""
    text = '(children_done && open_objections == 0) || note == "x" || false || today > date("2015-01-01")'
    (reason,) = explain(guard_of(text), VALUES)
    assert reason.code == "guard-not-met-or" and reason.values["condition"] == 'note == "x"'
    assert reason.values["alternatives"] == [
        "children_done && open_objections == 0",
        'today > date("2015-01-01")',
    ]
    assert reason.hint("zh").endswith(
        '；或者使 children_done && open_objections == 0、today > date("2015-01-01") 成立'
    )


def test_both_ways_through_a_choice_are_weighed() -> None:
    """Of `test ? then : other` the easier way is told, be it another test or another branch."""
    (reason,) = explain(guard_of("open_objections == 1 ? children_done && stay_over : true"), VALUES)
    assert reason.values["condition"] == "open_objections != 1"
    assert reason.values["alternatives"] == ["open_objections == 1 && children_done && stay_over"]


def test_nothing_is_told_of_a_guard_that_holds() -> None:
    """No reasons, exactly when it is true."""
    assert explain(guard_of("open_objections == 1 || stay_over"), VALUES) == ()


def test_every_reason_has_the_values_its_words_need() -> None:
    """No template asks for a value that its reason does not carry, and every code is met."""
    texts = [
        "open_objections == 0", "presided_by == unit.principal", "1 > 2", "stay_over", "has(stay_over)", "tags == tags",
        'covers(problems, "source", four_responses)', 'filled(problems, "measure")',
    ]  # fmt: skip
    met = set()
    for text in texts:
        for spelled in (
            text,
            f"{text} || (false ? children_done && stay_over : children_done && stay_over && {text})",
        ):
            values = VALUES | ({"tags": 1} if text.startswith("tags") else {})
            for reason in explain(guard_of(spelled), values):
                met.add(reason.code)
                for template in REASONS[reason.code]:
                    for words in template:
                        places = {name for _, name, _, _ in string.Formatter().parse(words) if name}
                        assert places <= set(reason.values), (reason.code, words)
    # What no datum can change is never the best of several ways.
    assert met == set(REASONS) - {"guard-never-or"}


_LETTERS = tuple("abcdef")


@st.composite
def _formulas(draw: st.DrawFn, letters: tuple[str, ...] = _LETTERS) -> str:
    """A formula in which every letter occurs once."""
    if len(letters) == 1:
        return draw(st.sampled_from(("", "!"))) + letters[0]
    split = draw(st.integers(1, len(letters) - 1))
    left, right = draw(_formulas(letters[:split])), draw(_formulas(letters[split:]))
    return draw(st.sampled_from((f"({left} && {right})", f"({left} || {right})", f"!({left} || {right})")))


@given(_formulas(), st.dictionaries(st.sampled_from(_LETTERS), st.booleans()))
def test_the_reasons_are_the_fewest_that_would_do(text: str, values: dict[str, bool]) -> None:
    """Changing what the reasons name opens the guard, and changing fewer data never does."""
    guard = guard_of(text, Environment(dict.fromkeys(_LETTERS, BOOL)))
    reasons = explain(guard, values)
    told = {name for reason in reasons for name in _listed(reason.values["names"])}
    assert len(told) == len(reasons)

    def opens(changed: tuple[str, ...]) -> bool:
        ways = itertools.product((True, False), repeat=len(changed))
        return any(
            evaluate(guard, values | dict(zip(changed, way, strict=True))).value is True for way in ways
        )

    assert opens(tuple(sorted(told)))
    if told:
        assert not any(opens(fewer) for fewer in itertools.combinations(_LETTERS, len(told) - 1))
    assert told <= names(guard)


def _listed(value: object) -> list[str]:
    assert isinstance(value, list)
    return value


def test_a_guard_nested_to_the_limit_is_explained_at_once() -> None:
    """Choices within tests do not multiply the work."""
    text = "stay_over"
    for _ in range(22):
        text = f"({text} ? children_done : stay_over)"
    assert explain(guard_of(text), {"children_done": False})
