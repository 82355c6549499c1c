from __future__ import annotations

import os
import subprocess
import sys
import time
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from duban.adapters.graph import Trace, svg
from duban.adapters.graph.lettering import width
from duban.engine.core.definition import Action, Definition, Role, State
from duban.engine.core.dues import Due
from duban.engine.core.text import Language, Text
from duban.engine.dsl.compiler import compile_file
from support.sample_definition import plan, workdays

SPACE = "{http://www.w3.org/2000/svg}"
NASTY = "<script>alert(\"1\")</script> & 'x' ]]> --> \x00\x08\x1b\x7f\ud800\uffff"

TRACE = Trace(
    current=("appraisal",),
    visited=("drafting", "team-review", "liaison-audit", "disclosure", "implementing"),
    edges=(("drafting", "submit", "team-review", 2), ("team-review", "return", "drafting", 1)),
    overdue=("appraisal",),
    round=2,
)


def many(count: int = 25) -> Definition:
    """A long workflow with branches, ways back and bounds."""
    role = Role("clerk", Text("经办人", "clerk"), "clerk", "unit")
    states = []
    for number in range(count - 1):
        actions = [
            Action("go", Text("转入下一环节办理", "on to the next"), by=("clerk",), to=f"s{number + 1}")
        ]
        if number % 3 == 0:
            target = f"s{min(number + 3, count - 1)}"
            actions.append(Action("skip", Text("简易程序", "short way"), by=("clerk",), to=target))
        if number % 4 == 3:
            actions.append(
                Action("return", Text("退回补正", "send back"), by=("clerk",), back=f"s{number - 2}")
            )
        title = Text(f"第{number + 1}个环节：审查核实", f"step {number + 1}")
        states.append(State(f"s{number}", title, tuple(actions), due=Due(within=workdays(number + 1))))
    states.append(State(f"s{count - 1}", Text("办结", "done"), final="success"))
    return Definition("long-one", Text("长流程", "a long one"), (role,), (), tuple(states))


def read(picture: str) -> ElementTree.Element:
    """The picture as XML; fails where it is none."""
    return ElementTree.fromstring(picture.encode("utf-8"))


def texts(picture: str) -> list[str]:
    """All that is written in the picture."""
    return [one.text or "" for one in read(picture).iter(f"{SPACE}text")]


def places(picture: str) -> list[tuple[float, float, float, float, str]]:
    """Where each text stands: left, top, right, bottom."""
    found = []

    def walk(element: ElementTree.Element, across: float, down: float) -> None:
        moved = element.get("transform", "")
        if moved.startswith("translate("):
            x, y = moved.removeprefix("translate(").rstrip(")").split()
            across, down = across + float(x), down + float(y)
        if element.tag == f"{SPACE}text":
            size, text = float(element.get("font-size", "0")), element.text or ""
            broad = width(text, size)
            left = across + float(element.get("x", "0")) - (broad / 2 if element.get("text-anchor") else 0)
            base = down + float(element.get("y", "0"))
            found.append((left, base - size * 0.8, left + broad, base + size * 0.1, text))
        for child in element:
            walk(child, across, down)

    walk(read(picture), 0, 0)
    return found


def shipped(name: str) -> Definition:
    """A workflow that comes with the product."""
    folder = Path(__file__).parents[3] / "workflows"
    definition = compile_file(folder / f"{name}.yaml", folder).definition
    assert definition is not None
    return definition


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "definition",
    [plan(), shipped("rectification-plan"), shipped("rectification-item"), many()],
    ids=["plan", "shipped plan", "shipped item", "25 states"],
)
@pytest.mark.parametrize("trace", [None, TRACE], ids=["plain", "traced"])
def test_no_text_lies_on_another(definition: Definition, language: Language, trace: Trace | None) -> None:
    """Every text of the picture stands clear of every other, and inside the picture."""
    picture = svg(definition, language, trace)
    found = places(picture)
    for one, other in combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, f"{one[4]} on {other[4]}"
    broad, high = float(read(picture).get("width", "0")), float(read(picture).get("height", "0"))
    assert all(one[0] >= 0 and one[1] >= 0 and one[2] <= broad and one[3] <= high for one in found)


def test_the_picture_speaks_the_language_asked_for() -> None:
    """Titles, deadlines and the legend come in one language."""
    chinese, english = texts(svg(plan(), "zh")), texts(svg(plan(), "en"))
    assert {"起草方案", "时限：10个工作日", "退回", "自动"} <= set(chinese)
    assert {"drafting", "due: 10 workdays", "sent back", "automatic"} <= set(english)
    assert not {one for one in english if any("\u4e00" <= letter <= "\u9fff" for letter in one)}


def test_it_can_be_heard() -> None:
    """A screen reader finds a title and a description that tells every way."""
    root = read(svg(plan(), "zh"))
    assert root.get("role") == "img"
    assert [child.tag for child in root][:2] == [f"{SPACE}title", f"{SPACE}desc"]
    told = root.findtext(f"{SPACE}desc") or ""
    assert "流程图：8 个环节，从「起草方案」开始。" in told
    assert "群众评议：返工 ↩ 起草方案" in told


def test_hostile_titles_stay_text() -> None:
    """Marks, quotes and control characters in titles neither break the XML nor become elements."""
    definition = plan()
    nasty = Text(NASTY, NASTY)
    action = replace(definition.initial.actions[0], title=nasty)
    first = replace(definition.initial, title=nasty, actions=(action,))
    hostile = replace(
        definition,
        title=nasty,
        roles=tuple(replace(one, title=nasty) for one in definition.roles),
        states=(first, *definition.states[1:]),
    )
    root = read(svg(hostile, "zh", replace(TRACE, case=NASTY)))
    assert not list(root.iter(f"{SPACE}script"))
    assert root.findtext(f"{SPACE}title") == "<script>alert(\"1\")</script> & 'x' ]]> -->"


def test_nothing_is_fetched_and_no_name_is_taken() -> None:
    """The picture refers to nothing outside and has no ids that could clash on a page."""
    for element in read(svg(plan(), "zh", TRACE)).iter():
        assert not {"id", "class", "href", "style", "onload"} & set(element.keys())
        assert element.tag.removeprefix(SPACE) in {
            "svg",
            "title",
            "desc",
            "g",
            "rect",
            "circle",
            "path",
            "polygon",
            "text",
        }


def test_a_trace_changes_the_colours() -> None:
    """The state where a case stands is filled, an overdue one red, and a way gone is thick."""
    plain = svg(plan(), "zh")
    assert "#1d4ed8" not in plain
    standing = svg(plan(), "zh", replace(TRACE, current=("implementing",), overdue=()))
    assert 'fill="#1d4ed8"' in standing
    assert 'stroke-width="3.2"' in standing
    late = svg(plan(), "zh", TRACE)
    assert 'fill="#dc2626"' in late
    assert "报督导组审阅 ×2" in late


def test_ends_have_a_double_border() -> None:
    """A final state is drawn with two frames in its colour, also where colour is not seen."""
    picture = svg(many(3), "zh")
    assert picture.count('stroke="#15803d"') == 4  # two of the box, two of its sign in the legend


def test_the_legend_shows_what_occurs() -> None:
    """A sign that the picture does not use is not explained."""
    assert "票决" not in texts(svg(many(), "zh"))
    assert "票决" in texts(svg(plan(), "zh"))
    assert "所在环节" not in texts(svg(plan(), "zh"))


def test_the_same_bytes_in_every_process() -> None:
    """The order of sets and dicts in a process does not show in the picture."""
    script = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "import hashlib; from support.sample_definition import plan; from duban.adapters.graph import svg\n"
        "print(hashlib.sha256(svg(plan(), 'zh').encode()).hexdigest())"
    )
    tests = str(Path(__file__).parents[2])
    found = {
        subprocess.run(
            [sys.executable, "-c", script, tests],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(found) == 1
    assert svg(plan(), "zh") == svg(plan(), "zh")


def test_twenty_five_states_in_less_than_a_second() -> None:
    """A picture of 25 states is there at once."""
    definition = many()
    start = time.perf_counter()
    svg(definition, "zh")
    assert time.perf_counter() - start < 1
