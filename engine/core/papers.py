"""What the groups and the choices of a ballot are called.

Ids go into the record, and titles before people. A title is the ballot's own, else that of a word that everybody votes with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .definition import Ballot, Definition
from .text import Named, Text

CHOICES: Mapping[str, Text] = {
    "satisfied": Text("满意", "satisfied"),
    "basically": Text("基本满意", "basically satisfied"),
    "unsatisfied": Text("不满意", "unsatisfied"),
    "agree": Text("同意", "agree"),
    "disagree": Text("不同意", "disagree"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "approve": Text("赞成", "approve"),
    "reject": Text("不赞成", "reject"),
    "support": Text("支持", "support"),
    "oppose": Text("反对", "oppose"),
    "abstain": Text("弃权", "abstain"),
}
"""The choices that the language knows; a ballot may title them otherwise."""
COUNTED: Mapping[str, Text] = {"invited": Text("应评", "invited"), "void": Text("废票", "void")}
"""What a count on paper has besides the choices."""


def group_titles(ballot: Ballot) -> dict[str, Text]:
    """The groups in their order, each with its title; without one the id has to do."""
    own = dict(ballot.group_titles)
    return {one: own.get(one) or Text(one, one) for one in ballot.groups}


def choice_titles(ballot: Ballot) -> dict[str, Text]:
    """The choices in their order, each with its title."""
    own = dict(ballot.choice_titles)
    return {one: own.get(one) or CHOICES.get(one) or Text(one, one) for one in ballot.choices}


def told(titles: Mapping[str, Text], ids: Iterable[str]) -> list[Named]:
    """Groups or choices for a refusal: by title, with the id that commands take."""
    return [named_by(titles, one) for one in ids]


def named_by(titles: Mapping[str, Text], one: str) -> Named:
    """A group or a choice by its title, with its id in brackets where that is another word."""
    title = titles.get(one, Text(one, one))
    return Named(
        one,
        Text(
            title.zh if title.zh == one else f"{title.zh}（{one}）",
            title.en if title.en == one else f"{title.en} ({one})",
        ),
    )


def ballot_of(
    definition: Definition, groups: Iterable[str], choices: Iterable[str], state: str = ""
) -> Ballot | None:
    """The ballot of a workflow that has these groups and choices: that of the state, else the first.

    Args:
        definition: the workflow.
        groups: groups that it has, and perhaps others.
        choices: choices that it has.
        state: where the ballot runs, if that is known.
    """
    named, offered = set(groups), set(choices)
    held = sorted(
        (one for one in definition.states if one.ballot is not None), key=lambda one: one.id != state
    )
    fitting = (
        one.ballot
        for one in held
        if one.ballot is not None and named <= set(one.ballot.groups) and offered <= set(one.ballot.choices)
    )
    return next(fitting, None)


def id_of(titles: Mapping[str, Text], word: str) -> str:
    """The id of what is called so in either language, where only one is; else the word as it is."""
    if word in titles:
        return word
    called = [one for one, title in titles.items() if word in title]
    return called[0] if len(called) == 1 else word
