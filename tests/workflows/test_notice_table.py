"""The page about the notice is current, complete and true: its phrases are the notice's, its carriers exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from duban.engine.core.definition import Definition
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import Compiled, check_paths
from duban.engine.dsl.reports import compile_reports
from duban.workflows import CAMPAIGN, DATA, FOLDER, campaign
from support.tools import tool

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "notice.md"
NOTICE = (CAMPAIGN / "notice.txt").read_text("utf-8")
ALL = range(1, 113)

OPEN = 0
"""How many mechanisms nothing carries yet: 0. Whoever carries one takes it off here and in this sentence."""

MOST_STANCES = 8
"""How many stances and exhortations may be called no matter for a system."""


@cache
def writer() -> ModuleType:
    """The tool that writes the page."""
    return tool("make_notice_table")


def rows() -> tuple[Any, ...]:
    """The mechanisms, as the tool reads them."""
    found: tuple[Any, ...] = writer().mechanisms()
    return found


@cache
def carriers() -> frozenset[str]:
    """Everything that can carry a mechanism, by the name the page has for it."""
    compiled = check_paths([CAMPAIGN], FOLDER)
    definitions = {one.definition.id: one.definition for one in compiled if one.definition is not None}
    catalogue = load_catalogue([CAMPAIGN / "data", DATA])
    boards = compile_reports(CAMPAIGN / "data" / "reports.yaml", definitions, catalogue)
    return frozenset(
        [
            *(name for one in compiled for name in _of_file(one)),
            *catalogue.types.enumerations,
            *(f"report:{one.id}" for one in boards.reports),
        ]
    )


def _of_file(one: Compiled) -> Iterator[str]:
    if one.definition is None:
        return
    yield from _of_definition(one.definition)
    yield from (f"{one.definition.id}:scenario:{scenario.name}" for scenario in one.scenarios)


def _of_definition(one: Definition) -> Iterator[str]:
    yield one.id
    yield from (f"{one.id}:gate:{gate.id}" for gate in one.gates)
    for state in one.states:
        yield f"{one.id}.{state.id}"
        yield from (f"{one.id}.{state.id}.{action.id}" for action in state.actions)


def test_the_page_is_current() -> None:
    """`python tools/make_notice_table.py` would write what is there."""
    assert PAGE.read_text("utf-8") == writer().page()


def test_every_number_is_there_once() -> None:
    """In the data in their order, and in the table of the page."""
    assert [one.number for one in rows()] == list(ALL)
    numbers = re.findall(r"^\| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert [int(number) for number in numbers] == list(ALL)


@pytest.mark.parametrize("number", ALL)
def test_a_mechanism_quotes_the_notice_and_its_carriers_exist(number: int) -> None:
    """Its phrase is the notice's, word for word; each carrier is found in the files; it is carried, or open, or a stance."""
    one = rows()[number - 1]
    assert one.phrase in NOTICE
    assert re.search("[\u4e00-\u9fff]", one.zh)
    assert one.en.isascii()
    assert [name for name in one.carriers if name not in carriers()] == []
    assert len(set(one.carriers)) == len(one.carriers)
    assert [bool(one.carriers), one.open is not None, one.none is not None].count(True) == 1
    assert one.lacking is None or one.carriers


def test_a_carrier_that_does_not_exist_is_found_out() -> None:
    """No state, action, gate, scenario, report or list passes by its looks."""
    invented = {
        "team-plan.flying", "team-plan.drafting.fly", "team-plan:gate:sky", "team-plan:scenario:it flies", "report:sky",
        "flying_list", "drafting", "reports", "campaign-items",
    }  # fmt: skip
    assert invented & carriers() == set()


def test_every_process_of_the_campaign_carries_something() -> None:
    """No file is there without a sentence of the notice."""
    named = {re.split("[.:]", name)[0] for one in rows() for name in one.carriers}
    assert {path.stem for path in campaign()} - named == set()


def test_at_most_eight_are_no_matter_for_a_system() -> None:
    """Each says why, in a sentence."""
    stances = [one for one in rows() if one.none is not None]
    assert len(stances) <= MOST_STANCES
    assert all(one.none.endswith(".") for one in stances)


def test_what_is_not_carried_is_said_on_the_page_and_counted() -> None:
    """The list "Not carried yet" has the open ones and no other, as many as are counted here."""
    waiting = [one.number for one in rows() if one.open is not None]
    assert len(waiting) == OPEN
    source = Path(__file__).read_text("utf-8")
    assert f'"""How many mechanisms nothing carries yet: {OPEN}. ' in source
    part = PAGE.read_text("utf-8").split("## Not carried yet\n")[1].split("\n## ")[0]
    assert [int(number) for number in re.findall(r"^- \*\*(\d+)\*\*", part, re.MULTILINE)] == waiting


def test_the_data_folder_passes_the_mechanisms_over() -> None:
    """They are no types: the catalogue has no finding from them, and the files compile without them."""
    assert load_catalogue([CAMPAIGN / "data", DATA]).findings == ()
    assert "mechanisms" not in carriers()
