"""One long past, always the same, for comparing what different processes make of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duban.engine.core.commands import Act, Start, Tally
from duban.engine.core.definition_json import digest_of
from duban.engine.core.facts import UnitFacts
from duban.engine.dsl.compiler import compile_file
from duban.workflows import FOLDER, shipped
from support.memory import Memory, MemoryDirectory
from support.world import BEGIN, plan_data, tally


def replayed() -> str:
    """A plan from drafting through a return, a redo and a pass, as canonical text, with the digests of the definitions."""
    definitions = [one for path in shipped() if (one := compile_file(path, FOLDER).definition) is not None]
    posts = {
        "zhang": {("principal", "water-bureau")}, "wang": {("supervisor", "team-3")}, "chen": {("liaison", "x")},
        "zhao": {("campaign-office", "y")}, "li": {("member", "water-bureau")}, "he": set[tuple[str, str]](),
    }  # fmt: skip
    unit = UnitFacts("water-bureau", "市水务局", "city", "正处级", "city", "team-3", ("K2", "K1"), "zhang")
    memory = Memory(definitions, MemoryDirectory({"water-bureau": unit}, posts), BEGIN)

    def act(case: str, action: str, by: str, **data: Any) -> None:
        answer = memory.handle(case, Act(memory.origin(by), action, data))
        assert not getattr(answer, "refusals", ()), answer

    memory.ask(lambda handler: handler.start(
        "rectification-plan",
        lambda version, digest: Start(
            memory.origin("zhang"), "rectification-plan", "c", "water-bureau", version, digest, plan_data()
        ),
    ))  # fmt: skip
    act("c", "submit", "zhang")
    act("c", "return", "wang", deficiencies=["vague-measures", "unfocused", "generalities"])
    for share in (0.5, 1.0):
        if share == 1.0:
            act("c", "reopen", "zhang", items=[3, 1])
        memory.advance(timedelta(days=20))
        act("c", "submit", "zhang")
        act("c", "endorse", "wang")
        act("c", "approve", "chen")
        act("c", "publish", "zhang", channel="公告栏", evidence="照片")
        memory.advance(timedelta(days=20))
        for child in memory.case("c").children.values():
            if child["status"] == "open":
                responsible = memory.case(child["id"]).data["responsible"]
                act(child["id"], "claim", responsible)
                act(child["id"], "submit-evidence", responsible, evidence="材料")
                act(child["id"], "write-off", "wang")
        act("c", "report", "zhang")
        memory.handle("c", Tally(memory.origin("zhao"), tally(share)))
        act("c", "close", "zhao")
    assert memory.case("c").status == "success"
    return "\n".join([*map(digest_of, definitions), memory.text()])
