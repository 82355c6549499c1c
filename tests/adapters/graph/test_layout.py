from __future__ import annotations

import random
from itertools import combinations, pairwise

import pytest

from duban.adapters.graph.geometry import Line, Link, Placing, Point, Rect, Size
from duban.adapters.graph.layout import place


def some_graph(seed: int) -> tuple[list[Size], list[Link]]:
    """A graph of up to 25 states such as a workflow could have, and now and then one it could not."""
    dice = random.Random(seed)
    count = dice.randint(1, 25)
    boxes = [Size(dice.choice([200, 250, 120]), dice.uniform(40, 180)) for _ in range(count)]

    def link(source: int, target: int, back: bool = False) -> Link:
        return Link(source, target, Size(dice.uniform(30, 180), dice.uniform(18, 60)), back)

    links = [
        link(dice.randrange(max(0, one - 4), one), one) for one in range(1, count) if dice.random() < 0.95
    ]
    for _ in range(dice.randint(0, count)):
        low, high = sorted((dice.randrange(count), dice.randrange(count)))
        links.append(link(low, high, back=low == high))
    for _ in range(dice.randint(0, count // 2 + 1)):
        low, high = sorted((dice.randrange(count), dice.randrange(count)))
        links.append(link(high, low, back=dice.random() < 0.9))
    return boxes, links


def strokes(line: Line) -> list[Rect]:
    """The rectangles that the pieces of a line lie in; a bend is cut into short pieces."""
    points: list[Point] = [line.points[0]]
    for (x, y), (to_x, to_y) in pairwise(line.points):
        if not line.outside and abs(x - to_x) > 0.05:
            half = (y + to_y) / 2
            for step in range(1, 16):
                t = step / 16
                a, b, c, d = (1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3
                points.append((x * (a + b) + to_x * (c + d), y * a + half * (b + c) + to_y * d))
        points.append((to_x, to_y))
    return [
        Rect(min(x, to_x), min(y, to_y), max(abs(x - to_x), 0.01), max(abs(y - to_y), 0.01))
        for (x, y), (to_x, to_y) in pairwise(points)
    ]


def meet(one: Rect, other: Rect, slack: float = 0.5) -> bool:
    """Whether two rectangles share more than a hair's breadth."""
    across = one.x + slack < other.x + other.width and other.x + slack < one.x + one.width
    return across and one.y + slack < other.bottom and other.y + slack < one.bottom


def faults(placing: Placing) -> list[str]:
    """Everything that lies on something else in a picture."""
    found = [
        f"boxes {a} {b}"
        for (a, one), (b, other) in combinations(enumerate(placing.boxes), 2)
        if meet(one, other)
    ]
    for number, line in enumerate(placing.lines):
        pieces = strokes(line)
        for box, rect in enumerate(placing.boxes):
            if meet(line.label, rect):
                found.append(f"label {number} on box {box}")
            if any(meet(one, rect, 1.0) for one in pieces if min(one.width, one.height) < 2):
                found.append(f"line {number} through box {box}")
        for other, beside in enumerate(placing.lines):
            if other > number and meet(line.label, beside.label):
                found.append(f"labels {number} {other}")
            if other != number and any(meet(one, beside.label, 1.5) for one in pieces):
                found.append(f"line {number} through label {other}")
    return found


@pytest.mark.parametrize("start", range(0, 200, 50))
def test_nothing_lies_on_anything_else(start: int) -> None:
    """In graphs of up to 25 states no box, label or line covers another box or label."""
    for seed in range(start, start + 50):
        assert faults(place(*some_graph(seed))) == [], f"graph {seed}"


def test_a_fault_would_be_seen() -> None:
    """The check above finds boxes on each other, labels on boxes, and lines through both."""
    boxes = (Rect(0, 0, 100, 50), Rect(50, 20, 100, 50))
    line = Line(((75, -10), (75, 200)), Rect(10, 10, 20, 20), outside=False)
    beside = Line(((300, 0), (300, 50)), Rect(60, 100, 40, 20), outside=False)
    found = faults(Placing(400, 200, boxes, (line, beside)))
    assert found == [
        "boxes 0 1",
        "label 0 on box 0",
        "line 0 through box 0",
        "line 0 through box 1",
        "line 0 through label 1",
    ]


def test_forward_links_lead_down_and_back_links_run_outside() -> None:
    """A link forward ends lower than it begins; a link back keeps to the outside of all boxes."""
    boxes = [Size(200, 60)] * 4
    label = Size(60, 20)
    links = [Link(0, 1, label), Link(1, 2, label), Link(2, 3, label), Link(2, 0, label, back=True)]
    placing = place(boxes, links)
    for line in placing.lines[:3]:
        assert line.points[0][1] < line.points[-1][1]
        assert not line.outside
    right = max(one.x + one.width for one in placing.boxes)
    assert placing.lines[3].outside
    assert max(x for x, _ in placing.lines[3].points) > right
    assert placing.lines[3].label.x > right


def test_a_circle_of_forward_links_is_still_drawn() -> None:
    """The link that closes a circle runs outside, whatever it calls itself."""
    label = Size(60, 20)
    placing = place([Size(200, 60)] * 2, [Link(0, 1, label), Link(1, 0, label)])
    assert [one.outside for one in placing.lines] == [False, True]


def test_lanes_keep_apart() -> None:
    """Two links back of which both pass the same height do so in different lanes."""
    label = Size(60, 20)
    links = [Link(number, number + 1, label) for number in range(5)]
    links += [Link(number, 0, label, back=True) for number in range(1, 6)]
    lanes = [max(x for x, _ in line.points) for line in place([Size(200, 60)] * 6, links).lines[5:]]
    assert len(set(lanes)) == 5
    assert lanes == sorted(lanes)


def test_a_box_alone() -> None:
    """A workflow of one state is one box."""
    placing = place([Size(120, 40)], [])
    assert placing.boxes == (Rect(0, 0, 120, 40),)
    assert (placing.width, placing.height) == (120, 40)
