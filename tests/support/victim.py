"""Processes that run cases and are killed: each tells, through a pipe, where it was.

Each line is written with one system call and so is whole: `begin key`, `inside key` (the first statement of
the act has been sent), `ack key case seq`, `done case state`. Within an act it lingers before every statement
and before the commit, so that a kill at a random time falls inside an act more often than not.

The program is a nursery: for every line `url seed pause plans` it makes one process, says `born pid`, and when
that has ended `gone pid status`.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import event

from duban.engine.app import Answer, Duban
from duban.engine.core.terms import parse_term
from duban.workflows import sample

GROUPS = {"staff": ["s01", "s02"], "delegates": ["d01"], "masses": ["m01"], "clients": ["c01"]}


class Victim:
    """Runs plans one after the other and says what it does."""

    def __init__(self, url: str, seed: int, pause: float) -> None:
        self.duban = Duban(url)
        self.chance = random.Random(seed)
        self.pause = pause
        self.number = 0
        self.key = ""
        self.inside = False
        engine = self.duban.engine
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", lambda connection: self._linger())

    def say(self, *words: object) -> None:
        """One line to whoever watches."""
        os.write(1, (" ".join(map(str, words)) + "\n").encode())

    def _statement(self, *given: Any) -> None:
        if self.key and not self.inside:
            self.inside = True
            self.say("inside", self.key)
        self._linger()

    def _linger(self) -> None:
        if self.inside:
            time.sleep(self.chance.random() * self.pause)

    def act(self, request: Callable[[str], Answer]) -> Answer:
        """One act under a command id of its own, with what was begun and what was acknowledged."""
        self.number += 1
        self.key = key = f"v-{os.getpid()}-{self.number}"
        self.say("begin", key)
        answer = request(key)
        view = answer.unwrap()
        self.say("ack", key, view["case"], view["seq"])
        self.key, self.inside = "", False
        return answer

    def do(self, case: str, action: str, by: str, **data: Any) -> None:
        """One action."""
        self.act(lambda key: self.duban.act(case, action, by=by, data=data, key=key))

    def advance(self, term: str) -> None:
        """Let time pass."""
        self.duban.advance_clock(parse_term(term))

    def step(self, case: str) -> bool:
        """Whatever a case needs next, found out from where it stands; whether it goes on."""
        view = self.duban.show(case)
        if view["status"] != "open":
            self.say("done", case, view["states"][0])
            return False
        self._at[view["states"][0]](self, case, view)
        return True

    def _disclose(self, case: str, view: dict[str, Any]) -> None:
        if view.get("open", {}).get("objection"):
            self.do(case, "resolve", "zhao", text="已答复")
        elif "stay" not in view:
            self.do(case, "object", "wu", text="不具体")
            self.do(case, "publish", "zhang", channel="公告栏", evidence="照片")
        else:
            self.advance("8 workdays")

    def _carry_out(self, case: str, view: dict[str, Any]) -> None:
        for child in view["children"]:
            one = self.duban.show(child)
            if one["status"] == "open":
                by = one["data"]["responsible"]
                match one["states"]:
                    case ["listed"]:
                        self.do(child, "claim", by)
                    case ["doing"]:
                        self.do(child, "submit-evidence", by, evidence="材料")
                    case _:
                        self.do(child, "write-off", "wang")
                return
        self.do(case, "report", "zhang")

    def _appraise(self, case: str, view: dict[str, Any]) -> None:
        ballot = view["ballot"]
        if not ballot["roll"]:
            self.act(lambda key: self.duban.roll(case, GROUPS, by="zhao", key=key))
            return
        voted = {one["actor"] for one in self.duban.history(case) if one["kind"] == "cast"}
        for group, people in GROUPS.items():
            for person in people:
                if person not in voted:
                    self.act(partial(self._cast, case, group, person))
                    return
        self.do(case, "close", "zhao")

    def _cast(self, case: str, group: str, person: str, key: str) -> Answer:
        return self.duban.cast(case, group=group, choice="satisfied", by=person, key=key)

    _at: dict[str, Callable[[Victim, str, dict[str, Any]], None]] = {
        "drafting": lambda self, case, view: self.do(case, "submit", "zhang"),
        "team-review": lambda self, case, view: self.do(case, "endorse", "wang"),
        "liaison-audit": lambda self, case, view: self.do(case, "approve", "chen"),
        "disclosure": _disclose,
        "implementing": _carry_out,
        "appraisal": _appraise,
    }

    def run(self, plans: int) -> None:
        """Finish the plans that are open, then so many new ones."""
        for view in self.duban.list_cases(workflow="rectification-plan", status="open"):
            while self.step(view["case"]):
                pass
        for _ in range(plans):
            answer = self.act(self._start)
            while self.step(answer.case):
                pass

    def _start(self, key: str) -> Answer:
        data = json.loads(sample("sample-plan.json").read_text("utf-8"))
        return self.duban.start("rectification-plan", unit="water-bureau", by="zhang", data=data, key=key)


def nursery(live: Callable[..., None]) -> None:
    """Make a process for every line, one after the other, that lives as the words of the line say."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(*line.split())
            os._exit(0)
        os.write(1, f"born {pid}\n".encode())
        _, status = os.waitpid(pid, 0)
        os.write(1, f"gone {pid} {status}\n".encode())


def _live(url: str, seed: str, pause: str, plans: str) -> None:
    Victim(url, int(seed), float(pause)).run(int(plans))


if __name__ == "__main__":
    nursery(_live)
