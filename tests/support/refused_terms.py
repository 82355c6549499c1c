"""Ways to be refused that have to do with terms: extensions asked for too late, too often, too long."""

from __future__ import annotations

from datetime import date

from duban.engine.core.refusals import Refusal
from support.budget_flows import CAMPAIGN, REVIEW, WORKDAYS
from support.refused import of, raised, refused_as
from support.small import deploy
from support.world import World

TERMS = {
    "extension-late",
    "extension-used-up",
    "extension-too-long",
    "extension-backwards",
    "extension-nothing",
    "milestone-later",
}
"""What is shown here."""


def _budgeted(world: World, source: str, workflow: str) -> str:
    """A case of a workflow with terms that can be extended."""
    deploy(world, source)
    return world.duban.start(workflow, unit="water-bureau", by="zhang").case


def _asked(world: World) -> str:
    case = _budgeted(world, REVIEW, "review")
    world.must(case, "ask", "zhang")
    return case


@refused_as("extension-late", deadline="answering", last="2014-08-22")
def _asked_too_late(world: World) -> tuple[Refusal, ...]:
    case = _budgeted(world, WORKDAYS, "answering")
    world.advance("16 workdays")
    return of(world.do(case, "extend", "wang"))


@refused_as("extension-used-up", most=1, used=1)
def _extended_twice(world: World) -> tuple[Refusal, ...]:
    case = _budgeted(world, WORKDAYS, "answering")
    world.must(case, "extend", "wang")
    return of(world.do(case, "extend", "wang"))


@refused_as("extension-too-long", deadline="reviewing")
def _extended_too_long(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_asked(world), "grant", "wang", longer="31日"))


@refused_as("extension-backwards", deadline="reviewing", last="2014-09-30")
def _extended_backwards(world: World) -> tuple[Refusal, ...]:
    return of(world.do(_asked(world), "grant", "wang", longer="2014-09-01"))


@refused_as("extension-nothing", deadline="doing")
def _nothing_to_extend(world: World) -> tuple[Refusal, ...]:
    extending = "    actions:\n      more: {title: more, by: team, extends: {by: 5 workdays}}\n"
    case = _budgeted(world, CAMPAIGN.replace("    actions:\n", extending, 1), "campaign")
    return of(world.do(case, "more", "wang"))


@refused_as("milestone-later", unit="water-bureau", day="2014-10-01", set_by=None, limit="2014-09-30")
def _later_than_the_city(world: World) -> tuple[Refusal, ...]:
    _budgeted(world, CAMPAIGN, "campaign")
    world.duban.set_milestone("basic-end", date(2014, 9, 30))
    return raised(lambda: world.duban.set_milestone("basic-end", date(2014, 10, 1), unit="water-bureau"))
