"""From a file to a definition: what a sound file comes to, and that findings come all at once and without echo."""

from __future__ import annotations

import re
import shutil
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.core.definition import Bound, Definition, Role
from duban.engine.core.definition_json import dump_definition, load_definition
from duban.engine.core.dues import Due, Rung
from duban.engine.core.fields import FieldType
from duban.engine.core.terms import Term
from duban.engine.core.text import Text
from duban.engine.dsl.catalogue import Catalogue, load_catalogue
from duban.engine.dsl.compiler import Compiled, check_paths, compile_file, compile_text
from duban.engine.dsl.diagnostics import render
from duban.engine.dsl.nearest import nearest
from duban.engine.dsl.vocabulary import CHINESE, KEYWORDS
from duban.workflows import DATA, FOLDER

EXAMPLE = Path(__file__).resolve().parents[2] / "golden" / "definitions" / "example.yaml"
CATALOGUE = load_catalogue([DATA])

SOUND = """\
workflow: leave
title: Leave
roles:
  staff: {post: staff, of: unit}
  head: {title: {zh: 负责人, en: head}, post: principal, of: unit}
data:
  days: {type: integer}
states:
  asking:
    actions:
      ask: {by: staff, needs: [days], to: deciding}
  deciding:
    actions:
      grant: {by: head, to: granted}
      refuse: {by: head, back: asking}
  granted: {final: success}
"""


def sound(text: str, catalogue: Catalogue = CATALOGUE) -> Definition:
    """The definition of a text without findings."""
    compiled = compile_text(text, "f.yaml", catalogue)
    assert compiled.findings == ()
    assert compiled.definition is not None
    return compiled.definition


def codes(text: str, catalogue: Catalogue = CATALOGUE) -> list[str]:
    """The codes of what is wrong with a text."""
    return [one.code for one in compile_text(text, "f.yaml", catalogue).findings]


def with_due(words: str) -> Due | None:
    """The deadline that these words mean."""
    text = SOUND.replace("  deciding:\n", f"  deciding:\n    due: {words}\n")
    return sound(text.replace("data:\n", "data:\n  day: {type: date}\n")).state("deciding").due


def test_the_example_loads_from_any_folder(tmp_path: Path) -> None:
    """The example of the language's description is clean wherever it lies, with the shipped types behind it."""
    path = Path(shutil.copy(EXAMPLE, tmp_path / "plan.yaml"))
    compiled = compile_file(path, FOLDER)
    assert compiled.findings == ()
    assert compiled.definition is not None
    assert [one.id for one in compiled.definition.states] == [
        "drafting", "team-review", "liaison-audit", "disclosure", "implementing", "appraisal", "passed", "failed",
    ]  # fmt: skip
    assert check_paths([tmp_path], FOLDER)[0].findings == ()


def test_what_the_example_says_is_what_the_definition_holds() -> None:
    """Roles, terms, ladders, stays, ballots and bounds are compiled to their values."""
    definition = compile_file(EXAMPLE, FOLDER).definition
    assert definition is not None
    assert definition.role("team") == Role(
        "team", Text("市委督导组", "supervision group"), "supervisor", "unit.supervised_by"
    )
    assert definition.separate == (("drafting", "team-review"), ("team-review", "liaison-audit"))
    assert definition.start_by == ("head",)
    field = definition.field("deficiencies")
    assert field is not None
    assert field.type == FieldType("set", None, FieldType("enum", "deficiency"))
    assert [one.name for one in definition.fields][-3:] == ["channel", "evidence", "text"]
    due = definition.state("team-review").due
    assert due is not None
    assert due.remind == (Term(1, "workdays"),)
    assert due.escalate[0] == Rung("after-3-workdays", Term(3, "workdays"), True)
    stay = definition.state("disclosure").stay
    assert stay is not None
    assert (stay.least, stay.since) == (Term(7, "workdays"), "publish")
    ballot = definition.state("appraisal").ballot
    assert ballot is not None
    assert ballot.approving == ("satisfied", "basically")
    close, redo = (definition.state("appraisal").action(name) for name in ("close", "redo"))
    assert close is not None
    assert close.closes == "ballot"
    assert redo is not None
    assert redo.rounds == Bound(3, "failed")
    assert {one.name for one in definition.enumerations} == {"deficiency", "four_responses"}


def test_a_title_in_one_string_is_both_languages_and_without_one_the_id_has_to_do() -> None:
    """Nobody is forced to write two languages."""
    definition = sound(SOUND)
    assert definition.title == Text("Leave", "Leave")
    assert definition.state("asking").title == Text("asking", "asking")


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("10个工作日", Due(within=Term(10, "workdays"))),
        ("{date: 2014-09-30}", Due(date=date(2014, 9, 30))),
        ("{field: day, basis: 限期办}", Due(field="day", basis="限期办")),
        (
            "{within: 5 workdays, remind: 1 workday before, escalate: [0 days after, 2 workdays after]}",
            Due(
                within=Term(5, "workdays"),
                remind=(Term(1, "workdays"),),
                escalate=(
                    Rung("after-0-days", Term(0, "days"), True),
                    Rung("after-2-workdays", Term(2, "workdays"), True),
                ),
            ),
        ),
    ],
)
def test_a_deadline_is_a_term_a_date_or_a_field(words: str, due: Due) -> None:
    """All forms of `due` come to their value."""
    assert with_due(words) == due


def test_a_share_of_the_children_is_a_fraction() -> None:
    """`at least 80%` is 0.8; without `done` all are meant."""
    text = SOUND.replace("data:\n", "data:\n  items: {type: list, of: problem}\n").replace(
        "  deciding:\n", "  deciding:\n    children: {each: items, workflow: rectification-item, done: at least 80%}\n"
    ).replace("grant: {by: head,", "grant: {by: head, when: children_done,")  # fmt: skip
    children = sound(text).state("deciding").children
    assert children is not None
    assert children.share == Decimal("0.8")


def test_many_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    """One run names every independent fault."""
    text = (
        SOUND.replace("title: Leave", "titel: Leave").replace("type: integer", "type: intger")
        .replace("by: staff", "by: stuff").replace("to: deciding", "to: decidng").replace("final: success", "final: done")
    )  # fmt: skip
    assert codes(text) == [
        "missing-key", "unknown-key", "unknown-type", "unknown-role", "unknown-state", "unknown-value",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("type: integer", "type: intger", ["unknown-type"]),
        ("refuse: {by: head, back: asking}", "refuse: back", ["wrong-kind"]),
        ("  deciding:\n    actions:\n", "  deciding:\n    due: soon\n    actions:\n", ["term-unreadable"]),
        ("back: asking", "back: [asking]", ["wrong-kind"]),
        ("granted: {final: success}", "granted: success", ["wrong-kind"]),
    ],
)
def test_one_fault_has_no_echo(old: str, new: str, expected: list[str]) -> None:
    """What merely refers to something faulty is not reported as well."""
    text = SOUND.replace("grant: {by: head,", "grant: {by: head, when: ['days > 3'],")
    assert codes(text.replace(old, new)) == expected


def test_own_types_come_before_types_beside_the_file_before_shipped_ones(tmp_path: Path) -> None:
    """The nearest declaration of a name wins."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.yaml").write_text(
        "enumerations:\n  deficiency: {values: {small: 小, large: 大}}\n  colour: {values: {red: 红}}\n",
        "utf-8",
    )
    text = SOUND.replace("{type: integer}", "{type: deficiency}\n  colour: {type: colour}")
    path = tmp_path / "leave.yaml"
    path.write_text(text, "utf-8")
    definition = compile_file(path, FOLDER).definition
    assert definition is not None
    assert [one.id for one in definition.enumeration("deficiency").values] == ["small", "large"]
    own = text.replace("data:\n", "types: {enumerations: {deficiency: {values: {only: 仅}}}}\ndata:\n")
    path.write_text(own, "utf-8")
    definition = compile_file(path, FOLDER).definition
    assert definition is not None
    assert [one.id for one in definition.enumeration("deficiency").values] == ["only"]


def test_a_faulty_data_file_is_a_finding_of_its_own(tmp_path: Path) -> None:
    """The finding names the data file, and no definition comes of what relies on it."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mine.yaml").write_text("enumerations:\n  colour: {value: {red: 红}}\n", "utf-8")
    (tmp_path / "a.yaml").write_text(SOUND, "utf-8")
    (tmp_path / "b.yaml").write_text(SOUND.replace("workflow: leave", "workflow: other"), "utf-8")
    one, other = check_paths([tmp_path], FOLDER)
    assert {found.code for found in one.findings} == {"unknown-key", "missing-key"}
    assert {Path(found.file).name for found in one.findings} == {"mine.yaml"}
    assert "colour" in one.text_of(one.findings[0])
    assert other.findings == ()
    assert one.definition is None
    assert other.definition is None


def test_a_folder_is_its_workflow_files_but_not_its_data(tmp_path: Path) -> None:
    """Files without a `workflow` key and everything under `data` are passed over."""
    for name, text in {
        "b.yaml": SOUND, "deep/a.yaml": SOUND.replace("workflow: leave", "workflow: deep"),
        "data/c.yaml": SOUND, "org.yaml": "units: []\n",
    }.items():  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert [Path(one.file).name for one in check_paths([tmp_path], FOLDER)] == ["b.yaml", "a.yaml"]


def test_children_may_be_among_the_files_given(tmp_path: Path) -> None:
    """A child workflow beside the file is known, and its fields are compared with the record."""
    parent = SOUND.replace("data:\n", "data:\n  items: {type: list, of: problem}\n").replace(
        "  deciding:\n", "  deciding:\n    children: {each: items, workflow: small, with: {days: no}}\n"
    ).replace("grant: {by: head,", "grant: {by: head, when: children_done,")  # fmt: skip
    (tmp_path / "parent.yaml").write_text(parent, "utf-8")
    assert [one.code for one in check_paths([tmp_path], FOLDER)[0].findings] == ["unknown-workflow"]
    (tmp_path / "small.yaml").write_text(SOUND.replace("workflow: leave", "workflow: small"), "utf-8")
    assert [one.findings for one in check_paths([tmp_path], FOLDER)] == [(), ()]
    # Whoever only reads or tests a file need not name the one beside it; whoever deploys has to.
    alone = check_paths([tmp_path / "parent.yaml"], FOLDER, beside=True)
    assert [one.findings for one in alone] == [()]
    (named,) = check_paths([tmp_path / "parent.yaml"], FOLDER)
    assert [one.code for one in named.findings] == ["unknown-workflow"]


def test_a_file_of_a_folder_whose_workflow_is_misspelled_is_not_passed_over(tmp_path: Path) -> None:
    """Whatever has states is meant to be a workflow, and is told what it lacks; in Chinese too."""
    for wrong, code in (("workflo: leave", "missing-key"), ("流程: leave", "chinese-key")):
        (tmp_path / "one.yaml").write_text(SOUND.replace("workflow: leave", wrong), "utf-8")
        (found,) = check_paths([tmp_path], FOLDER)
        assert code in [one.code for one in found.findings]


@pytest.mark.parametrize(
    ("word", "meant"), [("statu", "status"), ("stat", "state"), ("stauts", "status"), ("zzz", None)]
)
def test_of_words_as_close_the_one_that_begins_alike_is_suggested(word: str, meant: str | None) -> None:
    """A word cut short is taken for the one it is the beginning of."""
    assert nearest(word, ["state", "status", "states"]) == meant


def test_scenarios_are_read_with_their_dates_terms_and_expectations() -> None:
    """A scenario is local time, a start and steps; whole numbers and true are such, other words stay text."""
    text = SOUND + (
        "scenarios:\n"
        "  - name: granted\n"
        "    at: 2024-03-01 09:00\n"
        "    start: {unit: bureau, by: li, data: {days: 3}}\n"
        "    steps:\n"
        "      - {by: li, do: ask, data: {days: '007'}, expect: {refused: missing}}\n"
        "      - {advance: 2 workdays, expect: {state: deciding, round: 1, overdue: []}}\n"
        "      - {by: zhang, do: grant, child: 4, on_behalf_of: he, note: 同意}\n"
    )
    compiled = compile_text(text, "f.yaml", CATALOGUE)
    assert compiled.findings == ()
    (scenario,) = compiled.scenarios
    assert scenario.at == datetime(2024, 3, 1, 9, 0)
    assert scenario.data == {"days": 3}
    ask, wait, grant = scenario.steps
    assert ask.data == {"days": "007"}
    assert ask.expect is not None
    assert ask.expect.refused == ("missing",)
    assert (wait.kind, wait.advance) == ("advance", Term(2, "workdays"))
    assert wait.expect is not None
    assert (wait.expect.overdue, wait.expect.allowed) == ((), None)
    assert (grant.child, grant.on_behalf_of, grant.note) == ("4", "he", "同意")


def test_findings_as_json_have_the_promised_keys() -> None:
    """Exactly the keys that `duban check --json` promises."""
    (finding,) = compile_text(SOUND.replace("by: staff", "by: stuff"), "f.yaml", CATALOGUE).findings
    assert finding.json("en") == {
        "file": "f.yaml",
        "line": 11,
        "column": 17,
        "code": "unknown-role",
        "severity": "error",
        "message": 'There is no role "stuff"',
        "hint": 'Did you mean "staff"?',
    }


def test_a_warning_alone_does_not_refuse_the_file() -> None:
    """Warnings are told, and the definition is there."""
    compiled = compile_text(SOUND.replace("data:", "  spare: {post: any}\ndata:"), "f.yaml", CATALOGUE)
    assert [(one.code, one.severity) for one in compiled.findings] == [("role-unused", "warning")]
    assert compiled.definition is not None


def test_compiling_twice_gives_equal_definitions() -> None:
    """The same text is the same definition."""
    first, second = (compile_text(SOUND, "f.yaml", CATALOGUE) for _ in range(2))
    assert isinstance(first, Compiled)
    assert first.definition == second.definition


TOKENS = [found.span() for found in re.finditer(r"[\w.-]+", SOUND)]
STRANGE = [
    *KEYWORDS,
    *CHINESE,
    "[]",
    "{}",
    "''",
    "3",
    "5天",
    "[a]",
    "{a: b}",
    "~",
    "head",
    "x y",
    "：",
    "- a",
    "list",
    "deciding",
]


@given(
    st.lists(
        st.tuples(st.sampled_from(TOKENS), st.sampled_from(STRANGE)),
        min_size=1,
        max_size=4,
        unique_by=lambda one: one[0],
    )
)
def test_whatever_stands_in_place_of_a_word_ends_in_a_definition_or_an_error(
    swaps: list[tuple[tuple[int, int], str]],
) -> None:
    """Nothing raises; there is a definition exactly where there is no error; every finding can be worded and placed."""
    text = SOUND
    for (start, end), word in sorted(swaps, reverse=True):
        text = text[:start] + word + text[end:]
    compiled = compile_text(text, "f.yaml", CATALOGUE)
    assert (compiled.definition is None) == any(one.severity == "error" for one in compiled.findings)
    for finding in compiled.findings:
        assert finding.line <= text.count("\n") + 1
        assert render(finding, text, "zh") != render(finding, text, "en")


def test_a_rung_says_whom_it_tells_and_what_it_lights(tmp_path: Path) -> None:
    """The long form of a rung is compiled whole, here and in a ladder by name; who may urge is what the file says."""
    path = tmp_path / "told.yaml"
    path.write_text(
        """
workflow: told
title: told
roles: {head: {title: head, post: principal, of: unit}}
urge: {by: head}
types: {ladders: {mine: [{at: 0 days after, to: head, lamp: yellow, text: {zh: 到期, en: due}, urgent: true}]}}
states:
  doing: {title: doing, due: {within: 9 workdays, escalate: mine}, actions: {go: {title: go, by: head, to: next}}}
  next:
    title: next
    due: {within: 9 workdays, escalate: [{at: 3 workdays before, to: [handlers, head], lamp: 1}]}
    actions: {end: {title: end, by: head, to: ended}}
  ended: {title: ended, final: success}
""",
        encoding="utf-8",
    )
    (compiled,) = check_paths([path], FOLDER)
    assert compiled.findings == ()
    definition = compiled.definition
    assert definition is not None
    first, second = (definition.state(one).due for one in ("doing", "next"))
    assert first is not None
    assert second is not None
    assert first.escalate == (
        Rung("after-0-days", Term(0, "days"), True, ("head",), 2, Text("到期", "due"), urgent=True),
    )
    assert second.escalate == (
        Rung("before-3-workdays", Term(3, "workdays"), False, ("handlers", "head"), 1),
    )
    assert definition.urge_by == ("head",)
    assert load_definition(dump_definition(definition)) == definition
