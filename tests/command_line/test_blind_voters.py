"""Voters on the roll of a case that is not there for them, at a terminal: what they are told is told in words too."""

from __future__ import annotations

from support.confidential_flows import EVALUATION
from support.small import deploy
from support.terminal import Terminal
from support.world import World


def test_a_voter_who_may_not_see_the_case_reads_the_list_and_the_ballot(lite: World) -> None:
    """The list and the answer to a paper come in words and with 0, by the titles of a workflow that is everybody's to know."""
    deploy(lite, EVALUATION)
    case = lite.duban.start("evaluation", unit="school-board", by="song").case
    lite.duban.roll(case, {"staff": ["m01", "sun"]}, by="zhao").unwrap()
    terminal = Terminal(lite.url)
    assert terminal.run("show", case, "--by", "m01").code == 3
    listed = terminal.run("todo", "--by", "m01")
    assert listed.err == ""
    assert (listed.code, listed.err) == (0, "")
    assert case in listed.out
    assert "evaluation" in listed.out
    assert "to vote, in the group" in listed.out
    cast = terminal.run("ballot", case, "cast", "--group", "staff", "--choice", "agree", "--by", "m01")
    assert (cast.code, cast.err) == (0, "")
    assert "what secret ballots chose is told only at close" in cast.out
    assert lite.duban.snapshot(case, by="song").body["polls"]["1"]["cast"] == {"staff": 1}
    assert terminal.run("todo", "--by", "m01").out.strip() == "no cases"
    assert terminal.run("show", case, "--by", "m01").code == 3
