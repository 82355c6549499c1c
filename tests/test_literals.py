"""No process is written in Python: no string literal outside the tests names anything of the campaign's files."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from duban.engine.dsl.vocabulary import KEYWORDS
from duban.workflows import DATA, shipped
from support.literals import names_in, names_of_the_campaign, programs

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = programs(ROOT, "adapters", "engine", "workflows", "tools", "cli.py", "__init__.py")
SMALL = programs(ROOT, "benchmarks", "examples")
"""Hosts and measurements of the README's small example, which they name; anything else of the campaign they may not."""

COMMON = {
    "any": "`post: any`, the word of the language for everybody",
    "principal": "the post that the engine knows: the head of a unit, to whom reminders go",
    "supervisor": "to whom a rung may go: the supervision group, as docs/reminders.md has it",
    "member": "the other post that `unit.members` means",
    "responsible": "to whom a rung may go: the person named in a case",
    "make-up": "a workday in exchange for a day off",
    "rules": "a table of docs/notice.md",
    "satisfied": "a common choice on a paper, approval where a file does not say which choices are",
    "system": "the actor of what happens by itself; a reserved id",
    "basic-end": "the date in examples of `milestone`, as in the small example",
    "not-applicable": "where a gate stands",
    "handed-over": "the kind of event when people move",
    "closed": "what guards read of a ballot",
    "corrected": "the kind of event of a correction",
    "escalated": "the kind of event of a rung above",
    "fulfilled": "the kind of event when a duty is met",
    "internal": "the nature of a deadline",
    "promised": "the nature of a deadline",
    "audit": "the audit law, one of the laws that deadlines count by",
    "legal": "a word for what a checker says is allowed, and a group of holidays",
    "double": "the style of a scalar in double quotes",
    "none": "nothing",
    "list": "a type of the language, and a command",
    "own": "part of a board: what is one's own",
    "part": "a column of a board",
    "place": "where something stands in a file",
    "parked": "notices that are not sent for the time being",
    "report": "a command",
    "cancel": "a command",
    "show": "a command and its verb",
    "explain": "a function that guards export",
    "head": "the last link of a chain of events",
    "owner": "an attribute of a statement",
    "organisation": "a key of the demo's story",
    "anybody": "a key of the demo's story",
    "city": "a key of the demo's story",
    "closing": "a key of the demo's story",
    "full": "a size of the demo's story",
    "complete": "what guards read of a countersignature",
    "ranking": "what an event says of a ranking",
    "ranked": "a figure of a ranking",
    "finished": "a key of the night's report",
    "sent": "where a delivery stands",
    "sorted": "the order of keys in canonical text",
    "asked": "a figure of a message",
    "box": "a figure of a message: the ballot box",
    "checked": "a figure of the night's report",
    "cleared": "a word in an answer: a field that was emptied",
    "first": "a figure of a message",
    "found": "a figure of a message",
    "held": "a figure of a recount: cases that others hold",
    "judged": "a figure of the coverage",
    "low": "the lower end of a range in a phrase",
    "now": "the present instant",
    "results": "a key of the answer about a batch",
}
"""Single words of everyday use that the campaign's files happen to use too, each with what it is in Python."""

IN_HOSTS = {
    "department": "a table of a host's own",
    "ready": "what a measured process says when it may begin",
    "target": "a column of the measurements",
}
"""The same of hosts and measurements."""


@cache
def names() -> dict[str, str]:
    """The ids of the campaign that are no words of the language itself."""
    words = {*KEYWORDS, *(one.english for one in KEYWORDS.values())}
    return {name: what for name, what in names_of_the_campaign().items() if name not in words}


@cache
def small() -> frozenset[str]:
    """Every word of the small example's files."""
    text = "\n".join(path.read_text("utf-8") for path in (*shipped(), *DATA.glob("*.*")))
    return frozenset(re.findall(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*", text))


def test_no_literal_names_anything_of_the_campaign() -> None:
    """No workflow, state, role, post, enumeration or value, alone or within a longer literal; common words aside."""
    known = names().keys() - COMMON.keys()
    found = [
        f"{path.relative_to(ROOT)}:{hit.line} {hit.word}: {names()[hit.word]}"
        for path in PROGRAMS
        for hit in names_in(path.read_text("utf-8"), known)
    ]
    assert found == []


def test_hosts_and_measurements_name_the_small_example_alone() -> None:
    """What they name of the campaign is a word of the small example too."""
    known = names().keys() - COMMON.keys() - IN_HOSTS.keys() - small()
    found = [(path.name, hit) for path in SMALL for hit in names_in(path.read_text("utf-8"), known)]
    assert found == []


def test_every_common_word_is_needed() -> None:
    """It is an id of the campaign, and a program has it; no word of several names a workflow or an enumeration."""
    seen = {hit.word for path in PROGRAMS for hit in names_in(path.read_text("utf-8"), COMMON)}
    assert COMMON.keys() - names().keys() == set()
    assert COMMON.keys() - seen == set()
    beside = {hit.word for path in SMALL for hit in names_in(path.read_text("utf-8"), IN_HOSTS)}
    assert beside == IN_HOSTS.keys()
    assert [one for one in COMMON if names()[one] in ("a workflow", "an enumeration")] == []


@pytest.mark.parametrize(
    "source",
    [
        'WORKFLOW = "team-plan"',
        'if case.workflow == "debrief": pass',
        'x = f"duban start team-plan --unit {unit}"',
        'x = {"tackle": 1}',
        'x = "team" "-plan"',
        'x = "team" + "-plan"',
        'x = ("a", ["appraiser_group"])',
        'def f(role="organiser"): pass',
        'x = Text("中文", "the mass-appraisal of a unit")',
    ],
)
def test_what_names_something_is_found(source: str) -> None:
    """Constants, parts of f-strings, keys, defaults, prose: each way to write a name is seen."""
    assert list(names_in(source, names().keys() - COMMON.keys())) != []


@pytest.mark.parametrize(
    "source", ['"""About team-plan."""', "x = team_plan", 'x = "a team planned"', 'x = b"team-plan"']
)
def test_what_names_nothing_is_not(source: str) -> None:
    """Docstrings, identifiers and longer words are no literals that name."""
    assert list(names_in(source, names())) == []
