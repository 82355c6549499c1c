"""A channel that keeps what it is given, time that passes by midnights, and a workflow with an urgent rung."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from duban.engine.delivery import Delivery

from .world import SHANGHAI, World


@dataclass
class Box:
    """A channel that keeps what it is given, and fails for whom it is told to."""

    name: str = "box"
    got: list[Delivery] = field(default_factory=list)
    failing: set[str] = field(default_factory=set)

    def send(self, delivery: Delivery) -> None:
        if delivery.person in self.failing:
            raise OSError("no such mailbox")
        self.got.append(delivery)

    def flush(self) -> None:
        pass

    def told(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """(person, [(kind, case)]) of everything, in the order of the ids."""
        found = sorted(self.got, key=lambda one: one.id)
        return [(one.person, [(item["kind"], item["case"]) for item in one.body["items"]]) for one in found]


def local(text: str) -> datetime:
    """A local moment."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def until(world: World, text: str) -> None:
    """Let time pass until a local moment, with a night at every midnight on the way."""
    assert world.clock is not None
    end = local(text)
    while (now := world.clock.now()) < end:
        midnight = (now.astimezone(SHANGHAI) + timedelta(days=1)).replace(hour=0, minute=0, second=0)
        world.clock.set(min(midnight, end))
        world.duban.sweep()


def deliver(world: World) -> Box:
    """One run of the relay; what it handed over."""
    box = Box()
    world.duban.deliver([box])
    return box


URGENT = """
workflow: urgent-work
title: urgent work
roles:
  head: {title: head, post: principal, of: unit}
  team: {title: team, post: supervisor, of: unit.supervised_by}
urge: {by: team}
states:
  doing:
    title: doing
    due: {date: 2014-08-08, escalate: [{at: 0 days after, to: [team], lamp: red, text: 汛情紧急, urgent: true}]}
    actions: {finish: {title: finish, by: head, to: ended}, look: {title: look, by: team}}
  ended: {title: ended, final: success}
"""
