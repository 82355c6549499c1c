from __future__ import annotations

import re

from msgspec.structs import replace

from duban.adapters.graph import Trace, dot
from duban.engine.core.text import Text
from support.sample_definition import plan

STRING = r'"(?:[^"\\\n]|\\.)*"'
VALUES = rf"\[\w+={STRING}(?:, \w+={STRING})*\]"


def test_states_and_ways() -> None:
    """Each state is a node and each way an edge: back dashed, used-up bounds dotted, ends framed twice."""
    text = dot(plan(), "zh")
    assert text.startswith('digraph "rectification-plan" {\n')
    assert '"drafting" -> "team-review" [label="报督导组审阅", style="solid"' in text
    assert '"team-review" -> "drafting" [label="退回修改", style="dashed"' in text
    assert '"appraisal" -> "failed" [label="满 3 轮", style="dotted"' in text
    assert re.search(r'"passed" \[.*peripheries="2"\];', text)


def test_every_line_is_quoted_right() -> None:
    """Quotes, backslashes and line breaks in titles stay inside their strings."""
    nasty = Text('a"b\\', "x")
    definition = plan()
    first = replace(definition.initial, title=nasty)
    text = dot(replace(definition, title=nasty, states=(first, *definition.states[1:])), "zh")
    nodes_and_edges = text.splitlines()[5:-1]
    assert len(nodes_and_edges) == 8 + 1 + 12
    for line in nodes_and_edges:
        assert re.fullmatch(rf"    {STRING}(?: -> {STRING})?(?: {VALUES})?;", line), line
    assert '    "drafting" [label="a\\"b\\\\\\n办理：主要负责同志' in text


def test_a_trace_is_drawn() -> None:
    """The current state is filled and thick, the way gone thick, all else faint."""
    trace = Trace(
        current=("team-review",), visited=("drafting",), edges=(("drafting", "submit", "team-review", 1),)
    )
    text = dot(plan(), "zh", trace)
    assert re.search(r'"team-review" \[.*fillcolor="#1d4ed8".*penwidth="3"\];', text)
    assert re.search(r'"drafting" -> "team-review" \[.*penwidth="3"\];', text)
    assert re.search(r'"team-review" -> "drafting" \[.*color="#cbd5e1"', text)
