"""Sizes going into the layout, and places coming out of it; all numbers are pixels."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

Point = tuple[float, float]


class Size(Struct, frozen=True):
    """Width and height in pixels."""

    width: float
    height: float


class Link(Struct, frozen=True):
    """A line to be drawn from one box to another, with a label of a size."""

    source: int
    target: int
    label: Size
    back: bool = False
    """Run around the outside. A link that would close a circle does so in any case."""


class Rect(Struct, frozen=True):
    """A rectangle by its left upper corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def side(self, left: bool) -> float:
        """The x of the left or the right edge."""
        return self.x if left else self.x + self.width


class Line(Struct, frozen=True):
    """The way of a line; `outside` ones have square corners, the others are smooth from point to point."""

    points: tuple[Point, ...]
    label: Rect
    outside: bool


class Placing(Struct, frozen=True):
    """Where everything stands; all coordinates are at least zero."""

    width: float
    height: float
    boxes: tuple[Rect, ...]
    lines: tuple[Line, ...]
    """In the order of the links."""


def moved(boxes: Sequence[Rect], lines: Sequence[Line]) -> Placing:
    """The same picture, moved so that it begins at zero."""
    rects = [*boxes, *(one.label for one in lines)]
    points = [point for one in lines for point in one.points]
    xs = [x for x, _ in points] + [one.x for one in rects] + [one.x + one.width for one in rects]
    ys = [y for _, y in points] + [one.y for one in rects] + [one.bottom for one in rects]
    left, top = min(xs), min(ys)

    def shifted(rect: Rect) -> Rect:
        return Rect(rect.x - left, rect.y - top, rect.width, rect.height)

    return Placing(
        width=max(xs) - left,
        height=max(ys) - top,
        boxes=tuple(shifted(one) for one in boxes),
        lines=tuple(
            Line(tuple((x - left, y - top) for x, y in one.points), shifted(one.label), one.outside)
            for one in lines
        ),
    )
