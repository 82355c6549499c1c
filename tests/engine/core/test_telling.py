"""A guard told to people: every one has a sentence, by titles alone; and what of it is not so is told with what is there."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.definition import Action, Definition, Parameter, Role, State
from duban.engine.core.fields import Enumeration, EnumValue, Field, FieldKind, FieldType, Record
from duban.engine.core.guards import Guard, Type, evaluate
from duban.engine.core.guards.nodes import Not
from duban.engine.core.linking import Spawn
from duban.engine.core.shares import in_percent
from duban.engine.core.telling import seen, telling
from duban.engine.core.text import Text
from duban.engine.dsl.expressions import Environment, parse_guard
from support.guard_cases import Generator
from support.guard_words import ENUMERATIONS, NAMES, SOURCES, Case

_ZH = {
    "i": "甲数",
    "n": "比值",
    "s": "说明",
    "presided_by": "主持人",
    "kind": "来源",
    "b": "是否保密",
    "d": "完成日期",
    "tags": "标签",
    "sources": "来源种类",
    "problems": "问题清单",
    "lead": "牵头人",
}
_ROW = {"source": "来源", "weight": "权重", "text": "内容", "found": "发现日期"}
_CHOICES = {"masses": "群众", "above": "上级", "self": "自查", "each-other": "互评"}
ENVIRONMENT = Environment(
    NAMES | {"param.least": Type("number"), "inquiry.open": Type("integer"), "open_remarks": Type("integer")},
    ENUMERATIONS,
)


def _kind(one: Type) -> FieldType:
    kinds: dict[str, FieldKind] = {"list": "list", "set": "set", "record": "record", "enum": "enum"}
    return FieldType(kinds.get(one.kind, "text"), one.name, _kind(one.of) if one.of is not None else None)


def _enumeration(name: str, title: Text) -> Enumeration:
    return Enumeration(
        name, title, tuple(EnumValue(one, Text(_CHOICES[one], f"the {one}")) for one in SOURCES)
    )


DEFINITION = Definition(
    id="told",
    title=Text("例", "example"),
    roles=(Role("anybody", Text("任何人", "anybody"), "any"),),
    fields=tuple(
        Field(name, _kind(one), Text(_ZH.get(name, ""), f"the {name}" if name in _ZH else ""))
        for name, one in NAMES.items()
        if "." not in name and name not in ("stay_over", "today")
    ),
    records=(
        Record(
            "problem",
            Text("问题", "problem"),
            tuple(Field(one, FieldType("text"), Text(zh, f"its {one}")) for one, zh in _ROW.items()),
        ),
        Record("lead", Text("人", "person"), (Field("age", FieldType("integer"), Text("年龄", "age")),)),
    ),
    enumerations=(
        _enumeration("source", Text("来源", "sources")),
        _enumeration("four_sources", Text("四个来源", "the four sources")),
    ),
    parameters=(Parameter("least", Text("最低比例", "least share"), "number"),),
    states=(
        State(
            "begun",
            Text("已立项", "begun"),
            (
                Action("remark", Text("提出意见", "remark"), ("anybody",), opens="remark"),
                Action("ask", Text("发函", "ask"), ("anybody",), spawns=(Spawn("inquiry", "inquiry"),)),
            ),
        ),
    ),
)
TELLING = telling(DEFINITION)


def guard_of(text: str) -> Guard:
    """The guard of a text that must be one."""
    found = parse_guard(text, ENVIRONMENT)
    assert isinstance(found, Guard), found
    return found


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("n >= 0.6", "「比值」不低于 0.6", '"the n" is at least 0.6'),
        ("0.6 <= n", "「比值」不低于 0.6", '"the n" is at least 0.6'),
        ("!(n >= 0.6)", "「比值」小于 0.6", '"the n" is less than 0.6'),
        ("ballot.turnout >= 0.60", "参评率不低于 60%", "the turnout is at least 60%"),
        (
            "ballot.turnout >= param.least",
            "参评率不低于「最低比例」",
            'the turnout is at least "least share"',
        ),
        ('kind == "self"', "「来源」为「自查」", '"the kind" is "the self"'),
        (
            'kind in ["self", "above"]',
            "「来源」是「自查」、「上级」之一",
            '"the kind" is one of "the self", "the above"',
        ),
        (
            "!(kind in four_sources)",
            "「来源」不是「四个来源」中的任何一个",
            '"the kind" is none of "the four sources"',
        ),
        ('"self" in sources', "「来源种类」中有「自查」", '"the self" is among "the sources"'),
        ("!has(d)", "「完成日期」没有填写", '"the d" is not filled in'),
        ('d < date("2014-09-01")', "「完成日期」早于 2014-09-01", '"the d" is before 2014-09-01'),
        ("d <= today", "「完成日期」不晚于今天", '"the d" is not after today'),
        (
            "presided_by == unit.principal",
            "「主持人」为本单位主要负责同志",
            '"the presided_by" is the head of the unit',
        ),
        ("stay_over && !b", "期间已满，且「是否保密」为「否」", 'the stay is over and "the b" is no'),
        ("b == false", "「是否保密」为「否」", '"the b" is no'),
        (
            "!(b && (stay_over || has(s)))",
            "「是否保密」为「否」，或者（期间未满，且「说明」没有填写）",
            '"the b" is no or (the stay is not over and "the s" is not filled in)',
        ),
        (
            "b ? has(s) : i > 1",
            "「是否保密」为「是」时，须「说明」已填写；否则，须「甲数」大于 1",
            'where "the b" is yes: "the s" is filled in; otherwise: "the i" is more than 1',
        ),
        (
            'covers(problems, "source", four_sources)',
            "「问题清单」各条的「来源」包括全部「四个来源」",
            '"its source" in the rows of "the problems" has all of "the four sources"',
        ),
        (
            'filled(problems, "text")',
            "「问题清单」每一条都填写了「内容」",
            '"its text" is filled in in every row of "the problems"',
        ),
        (
            'count(problems, "source", "self") <= 3',
            "「问题清单」中「来源」为「自查」的条数不超过 3",
            'the number of rows of "the problems" where "its source" is "the self" is at most 3',
        ),
        (
            "size(s) + i * 2 > 3",
            "「说明」的字数 + （「甲数」 × 2）大于 3",
            'the number of characters of "the s" + ("the i" × 2) is more than 3',
        ),
        ("lead.age > 3", "「牵头人」的「年龄」大于 3", '"age" of "the lead" is more than 3'),
        ('s.startsWith("a")', "「说明」以「a」开头", '"the s" begins with "a"'),
        (
            "inquiry.open == 0",
            "「发函」所立事项中在办的件数等于 0",
            'the number of cases opened by "ask" still open is 0',
        ),
        (
            "open_remarks == 0",
            "由「提出意见」提出、尚待处理的件数等于 0",
            'the number of open matters raised by "remark" is 0',
        ),
        (
            "days_between(d, today) >= 7",
            "从「完成日期」到今天的天数不低于 7",
            'the number of days from "the d" to today is at least 7',
        ),
        ("j == 1", "「j」等于 1", '"j" is 1'),
    ],
)
def test_a_guard_reads_as_a_sentence(text: str, zh: str, en: str) -> None:
    """Titles stand for names, choices and parameters; a name without a title stays as it is."""
    told = TELLING.sentence(guard_of(text).tree)
    assert told == Text(
        zh.replace("「presided_by」", "「主持人」"), en.replace('"presided_by"', '"the presided_by"')
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("n >= 0.6", ["「比值」现为 0.55"]),
        ("ballot.turnout >= 0.6", ["参评率现为 55%"]),
        ("ballot.turnout >= param.least", ["参数「最低比例」尚未设定"]),
        ('kind == "self"', ["「来源」现为「群众」"]),
        ('!has(kind) || kind != "masses" || has(d)', ["「来源」现为「群众」", "「完成日期」没有填写"]),
        ("stay_over", ["期间未满"]),
        ("presided_by == unit.principal", ["本单位主要负责同志暂无"]),
        ('covers(problems, "source", four_sources)', ["「问题清单」各条的「来源」还缺「上级」、「互评」"]),
        ('filled(problems, "text")', ["「问题清单」第 2 条没有填写「内容」"]),
        ("today > date('2015-01-01')", ["今天现为 2014-08-01"]),
        ("n >= 0.5 && n < 0.6 && i > 0", ["「甲数」没有填写"]),
        ("b ? i > 1 : has(d)", ["「是否保密」现为「否」", "「完成日期」没有填写"]),
        ("inquiry.open == 0", ["「发函」所立事项中在办的件数现为 2"]),
        ("1 > 2", ["这一条件永不成立，请改正流程定义"]),
        ("n >= 0.5", []),
    ],
)
def test_what_is_not_so_is_told_with_what_is_there(text: str, told: list[str]) -> None:
    """Values by their titles, days as days; of alternatives all, of what holds nothing."""
    values: dict[str, object] = {
        "n": "0.55",
        "ballot.turnout": Decimal("0.55"),
        "kind": "masses",
        "stay_over": False,
        "presided_by": "li",
        "problems": [{"source": "masses", "text": "a"}, {"source": "self"}],
        "today": date(2014, 8, 1),
        "b": False,
        "inquiry.open": 2,
    }
    assert [one.zh for one in seen(TELLING, guard_of(text).tree, values)] == told


_guards = st.builds(lambda seed: Generator(seed, worlds=1).case(), st.integers(0, 10**6)).filter(
    lambda case: isinstance(
        parse_guard(case.ours, ENVIRONMENT), Guard
    )  # a few are of mixed lists, which are no guards
)


_odd: st.SearchStrategy[dict[str, object]] = st.dictionaries(
    st.sampled_from(tuple(NAMES)),
    st.sampled_from(
        (
            None,
            True,
            1,
            0.5,
            10**400,
            "",
            "x",
            Decimal("NaN"),
            [],
            [1],
            ["a", None],
            {},
            [{}],
            {"age": "x"},
            "\ud800",
        )
    ),
)


@given(_guards, st.one_of(st.none(), st.just({}), _odd))
def test_every_guard_has_a_sentence_and_what_is_seen(case: Case, odd: dict[str, object] | None) -> None:
    """Whatever the guard and the values: words in both languages by titles alone, and something seen exactly when it does not hold."""
    guard = guard_of(case.ours)
    values = case.values if odd is None else odd
    told = TELLING.sentence(guard.tree)
    there = seen(TELLING, guard.tree, values)
    assert TELLING.sentence(Not(guard.tree)) == TELLING.sentence(guard.tree, want=False)
    assert bool(there) is (evaluate(guard, values).value is not True)
    for text in (told, *there):
        assert text.zh and text.en
        for name in (
            "ballot.turnout",
            "unit.principal",
            "stay_over",
            "presided_by",
            "has(",
            "covers(",
            "&&",
            "||",
        ):
            assert name not in text.zh


@given(st.decimals(0, 1, allow_nan=False, places=None))
def test_a_share_reads_as_a_percentage_on_its_own_side_of_every_whole_one(share: Decimal) -> None:
    """What is written is never a whole percentage that the share does not reach, or has not left."""
    told = Decimal(in_percent(share))
    for whole in (0, 60, 80, 100):
        assert (told >= whole) == (share * 100 >= whole)
