from __future__ import annotations

import re

from msgspec.structs import replace

from duban.adapters.graph import Trace, mermaid
from duban.engine.core.text import Text
from support.sample_definition import plan


def test_states_and_ways() -> None:
    """Each state is a box, each way an arrow: forward solid, back and used-up bounds dotted."""
    text = mermaid(plan(), "zh")
    assert text.startswith('---\ntitle: "领导班子整改方案"\n---\nflowchart TD\n')
    assert '    s_drafting("起草方案<br/>办理：主要负责同志<br/>时限：10个工作日")\n' in text
    assert '    s_appraisal{{"群众评议<br/>' in text
    assert '    s_passed(["通过"])\n' in text
    assert '    s_drafting -->|"报督导组审阅"| s_team_review\n' in text
    assert '    s_team_review -.->|"退回修改"| s_drafting\n' in text
    assert '    s_appraisal -.->|"返工<br/>最多 3 轮<br/>自动"| s_drafting\n' in text
    assert '    s_appraisal -.->|"满 3 轮"| s_failed\n' in text


def test_a_title_cannot_leave_its_quotes() -> None:
    """What Mermaid or HTML would read as its own is written as a character code."""
    nasty = Text('"]; click x href "javascript:1" `a` <b>&lt; #quot; %%', "x")
    definition = plan()
    first = replace(definition.initial, title=nasty)
    text = mermaid(replace(definition, title=nasty, states=(first, *definition.states[1:])), "zh")
    line = next(one for one in text.splitlines() if one.startswith("    s_drafting("))
    label = line.removeprefix('    s_drafting("').removesuffix('")')
    assert not re.search(r"[\"`\[\]{}%&;<>]", re.sub(r"#\d+;|<br/>", "", label))
    assert "#60;b#62;#38;lt#59; #35;quot#59;" in label


def test_a_state_called_end_is_no_keyword() -> None:
    """Ids that are words of Mermaid, or differ in a sign that it does not know, stay apart."""
    definition = plan()
    last = definition.states[-1]
    states = (*definition.states, replace(last, id="end"), replace(last, id="a-b"), replace(last, id="a_b"))
    text = mermaid(replace(definition, states=states), "zh")
    assert re.findall(r"^    (\S+)\(\[", text, re.MULTILINE) == [
        "s_passed",
        "s_failed",
        "s_end",
        "s_a_b",
        "s_a_b_2",
    ]


def test_a_trace_is_drawn() -> None:
    """The current state is filled, and the way gone is thick; its number counts the arrow of the start."""
    trace = Trace(
        current=("team-review",), visited=("drafting",), edges=(("drafting", "submit", "team-review", 2),)
    )
    text = mermaid(plan(), "zh", trace)
    assert "    style s_team_review fill:#1d4ed8,stroke:#1e3a8a,color:#ffffff,stroke-width:3px\n" in text
    assert '|"报督导组审阅 ×2"|' in text
    assert "    linkStyle 1 stroke:#334155,stroke-width:3px\n" in text
    assert "    linkStyle 2 stroke:#cbd5e1,stroke-width:1px\n" in text
