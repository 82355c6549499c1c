"""What the groups and choices of a ballot are called: said in three ways, kept beside their ids."""

from __future__ import annotations

import pytest

from duban.adapters.pages import page
from duban.engine.core.definition import Ballot
from duban.engine.core.definition_json import digest_of, dump_definition, load_definition
from duban.engine.core.papers import choice_titles, group_titles
from duban.engine.core.text import Text
from duban.engine.dsl.catalogue import load_catalogue
from duban.engine.dsl.compiler import compile_text
from duban.workflows import DATA
from support.small import compiled

_VOTE = """
workflow: vote
title: vote
roles: {{office: {{title: office, post: campaign-office}}}}
types:
  enumerations:
    circle:
      title: circle
      values: {{P1: {{zh: 群众, en: the masses}}, P2: {{zh: 代表, en: delegates}}}}
states:
  voting:
    title: voting
    ballot: {{groups: {groups}, choices: {choices}, approving: {approving}, valid: ballot.turnout >= 0.5, pass: ballot.approving > 0.5}}
    actions:
      close: {{title: close, by: office}}
      pass:  {{auto: ballot.closed && ballot.passed, to: agreed}}
      drop:  {{title: drop it, by: office, when: [ballot.closed], to: dropped}}
  agreed:  {{title: agreed, final: success}}
  dropped: {{title: dropped, final: failure}}
"""
_GROUPS = {
    "an enumeration": ("circle", {"P1": Text("群众", "the masses"), "P2": Text("代表", "delegates")}),
    "with titles": (
        "{P1: {zh: 群众, en: the masses}, P2: 代表}",
        {"P1": Text("群众", "the masses"), "P2": Text("代表", "代表")},
    ),
    "ids alone": (
        "[masses, others]",
        {"masses": Text("masses", "masses"), "others": Text("others", "others")},
    ),
}


def source(groups: str, choices: str = "[yes, no]", approving: str = "[yes]") -> str:
    """A workflow with a ballot of these groups and choices."""
    return _VOTE.format(groups=groups, choices=choices, approving=approving)


def ballot_of(text: str) -> Ballot:
    """The ballot of such a workflow."""
    found = compiled(text).state("voting").ballot
    assert found is not None
    return found


@pytest.mark.parametrize("how", _GROUPS)
def test_titles_are_given_in_three_ways(how: str) -> None:
    """By an enumeration, beside the ids, or not at all; the ids stay what is recorded, in the order of the file."""
    if how == "with titles":
        text = source(_GROUPS[how][0].replace("P1", "p1").replace("P2", "p2"))
        told = {one.lower(): title for one, title in _GROUPS[how][1].items()}
    else:
        text, told = source(_GROUPS[how][0]), _GROUPS[how][1]
    ballot = ballot_of(text)
    assert ballot.groups == tuple(told)
    assert group_titles(ballot) == told


def test_a_word_that_everybody_votes_with_has_a_title_unless_the_ballot_gives_another() -> None:
    """`yes` is 是; a ballot may call it otherwise."""
    assert choice_titles(ballot_of(source("[all]"))) == {"yes": Text("是", "yes"), "no": Text("否", "no")}
    own = ballot_of(source("[all]", "{yes: {zh: 赞同, en: aye}, no: {zh: 不赞同, en: nay}}"))
    assert choice_titles(own) == {"yes": Text("赞同", "aye"), "no": Text("不赞同", "nay")}
    assert own.approving == ("yes",)


def test_a_ballot_without_titles_is_stored_as_it_was_before_there_were_any() -> None:
    """Nothing is written of titles that are not given, so the digests of what is deployed hold."""
    plain, titled = compiled(source("[all]")), compiled(source("circle"))
    stored = dump_definition(plain)["states"][0]["ballot"]
    assert stored.keys() == {"groups", "choices", "approving", "open", "secret", "valid", "passing"}
    assert load_definition(dump_definition(titled)) == titled
    assert digest_of(plain) != digest_of(titled)


def test_an_enumeration_that_nobody_knows_is_told() -> None:
    """A name alone is that of an enumeration; a group of one stands in brackets."""
    found = compile_text(source("circel"), "vote.yaml", load_catalogue([DATA])).findings
    assert [one.code for one in found if one.code == "unknown-type"] == ["unknown-type"]
    assert "circle" in next(one for one in found if one.code == "unknown-type").hint("en")


def test_a_page_calls_them_by_their_titles() -> None:
    """In both languages, approval too."""
    definition = compiled(source("circle"))
    assert "群众、代表" in page(definition, "zh") and "选项：是、否；其中 是 计为赞成" in page(
        definition, "zh"
    )
    assert "the masses, delegates" in page(definition, "en")


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("ballot.turnout >= 60", ["60"]),
        ("0.6 <= ballot.turnout && ballot.turnout <= 1.2", ["1.2"]),
        ("ballot.turnout > -1", ["-1"]),
        ("ballot.turnout * 100 >= 60", []),
        ("ballot.turnout >= 1", []),
        ("ballot.invited >= 60", []),
        ("ballot.turnout >= (ballot.invited > 100 ? 50 : 0.6)", ["50"]),
    ],
)
def test_a_share_is_held_against_a_share(rule: str, told: list[str]) -> None:
    """What no share can be is found where it stands, whichever side it is on; what is reckoned with a share is left alone."""
    text = source("[all]").replace("ballot.turnout >= 0.5", f"'{rule}'")
    found = [
        one
        for one in compile_text(text, "vote.yaml", load_catalogue([DATA])).findings
        if one.code == "share-range"
    ]
    lines = text.splitlines()
    places = [lines[one.line - 1][one.column - 1 :][: one.length] for one in found]
    assert places == told
