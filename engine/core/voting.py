"""Voting: the roll, the papers cast one by one, and a count on paper."""

from __future__ import annotations

from typing import Any

from . import ballots
from .commands import Cast, Roll, Tally
from .definition import Ballot
from .facts import Facts
from .judge import ended, judge_references
from .orders import DropBallot, EnterRoll
from .papers import choice_titles, group_titles, named_by, told
from .refusals import Refusal
from .roles import judge_roles
from .text import Named, Text, named
from .times import stamp
from .work import Work


def _in_ballot(work: Work) -> tuple[Ballot, ballots.Poll] | list[Refusal]:
    ballot, poll = work.state.ballot, work.case.poll
    if not work.is_open:
        return [ended(work, _VOTE)]
    if ballot is None or poll is None:
        return [Refusal("no-ballot", {"state": named(work.state)})]
    return [Refusal("ballot-closed")] if "result" in poll else (ballot, poll)


def _judge_officer(work: Work, title: Named, command: Roll | Tally) -> list[Refusal]:
    """The roll and a paper count are entered by whoever may close the ballot."""
    closer = next(one for one in work.state.actions if one.closes == "ballot")
    return judge_roles(closer.by, title, work.definition, work.case, command.origin, work.facts)[1]


def roll(work: Work, command: Roll) -> list[Refusal]:
    """Say who may vote, per group."""
    found = _in_ballot(work)
    if isinstance(found, list):
        return found
    ballot, poll = found
    refusals = _judge_officer(work, _ROLL, command) + ballots.judge_roll(ballot, poll, command.groups)
    people = (("person", group, one) for group, members in command.groups.items() for one in members)
    refusals += judge_references(people, work.facts)
    if refusals:
        return refusals
    work.change_poll(roll={group: len(people) for group, people in command.groups.items()})
    work.orders.append(EnterRoll(work.body["poll"], command.groups))
    listed = {group: list(people) for group, people in command.groups.items()}
    work.emit(
        "rolled", stamp(command.origin.at), command.origin.actor, data={"roll": listed}, state=work.state.id
    )
    return []


def cast(work: Work, command: Cast) -> list[Refusal]:
    """Put one paper into the box."""
    found = _in_ballot(work)
    if isinstance(found, list):
        return found
    ballot, poll = found
    refusals = _judge_ballot(ballot, poll, command, work.facts)
    if refusals:
        return refusals
    voter = work.facts.voter
    said: dict[str, Any] = {"group": command.group}
    if voter.voted:
        said["changed"] = True
    else:
        work.change_poll(cast={**poll["cast"], command.group: poll["cast"].get(command.group, 0) + 1})
    if not ballot.secret:
        said["choice"] = command.choice
    work.orders.append(
        DropBallot(work.body["poll"], command.origin.actor, command.group, command.choice, ballot.secret)
    )
    work.emit("cast", stamp(command.origin.at), command.origin.actor, data=said, state=work.state.id)
    return []


def _judge_ballot(ballot: Ballot, poll: ballots.Poll, cast: Cast, facts: Facts) -> list[Refusal]:
    person, voter = cast.origin.actor, facts.voter
    groups, choices = group_titles(ballot), choice_titles(ballot)
    refusals = []
    if cast.group not in ballot.groups:
        refusals.append(Refusal("unknown-group", {"group": cast.group, "groups": told(groups, groups)}))
    elif voter.group != cast.group:
        refusals.append(Refusal("not-on-roll", {"person": person, "group": named_by(groups, cast.group)}))
    if cast.choice not in ballot.choices:
        refusals.append(Refusal("unknown-choice", {"choice": cast.choice, "choices": told(choices, choices)}))
    if voter.voted and ballot.secret:
        refusals.append(Refusal("already-voted", {"person": person}))
    if cast.group in poll["tally"]:
        refusals.append(Refusal("mixed-count", {"group": named_by(groups, cast.group)}))
    return refusals


def tally(work: Work, command: Tally) -> list[Refusal]:
    """Enter a paper count, per group."""
    found = _in_ballot(work)
    if isinstance(found, list):
        return found
    ballot, poll = found
    refusals = _judge_officer(work, _TALLY, command) + ballots.judge_tally(ballot, poll, command.groups)
    if refusals:
        return refusals
    counts = {group: dict(count) for group, count in command.groups.items()}
    work.change_poll(tally={**poll["tally"], **counts})
    work.emit(
        "tallied", stamp(command.origin.at), command.origin.actor, data={"tally": counts}, state=work.state.id
    )
    return []


_VOTE = Named("cast", Text("投票", "vote"))
_ROLL = Named("roll", Text("登记名册", "enter the roll"))
_TALLY = Named("tally", Text("登记计票", "enter a count"))
