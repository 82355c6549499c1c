"""Where everything stands in the picture: boxes in layers, lines between them, labels on the lines.

A link that leads down gets its label as a box of its own between the two states, so a label can never
lie on a box or on another label. A link that leads back runs around the outside: out of the side of its
box, past its label, along a lane, and in at the side of the box it leads to. A box that has another one
between itself and the outside lets its line out through the gap under its layer.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from .geometry import Line, Link, Placing, Point, Rect, Size, moved
from .layers import Layers, Slot, layer

_SPACE = 26.0
"""Kept free between neighbours in a layer."""
_GAP = 20.0
"""The least height between two layers."""
_STEEP = 0.16
"""How much higher a gap gets for each pixel that a line in it goes sideways."""
_MOST_GAP = 56.0
_PORT = 18.0
"""How far apart lines leave or enter one edge of a box."""
_LANE = 16.0
"""How far apart lines run along the outside."""
_MARGIN = 14.0
"""Kept free around labels on the outside."""


def place(boxes: Sequence[Size], links: Sequence[Link]) -> Placing:
    """Place boxes and links; box 0 comes first. A box may come out higher than asked, never smaller."""
    down = _downward(len(boxes), links)
    return _Plan(boxes, links, down).placing()


def _downward(count: int, links: Sequence[Link]) -> list[int]:
    """The numbers of the links that can all lead down together: not back, and closing no circle."""
    below: list[list[int]] = [[] for _ in range(count)]

    def leads(one: int, other: int) -> bool:
        seen, waiting = {one}, [one]
        while waiting:
            here = waiting.pop()
            if here == other:
                return True
            fresh = [n for n in below[here] if n not in seen]
            seen.update(fresh)
            waiting += fresh
        return False

    found = []
    for number, link in enumerate(links):
        if not link.back and not leads(link.target, link.source):
            below[link.source].append(link.target)
            found.append(number)
    return found


class _Outside(Struct):
    """A link around the outside while it is being placed."""

    number: int
    link: Link
    left: bool
    exit: float = 0.0
    """The y at which it goes out, and `entry` at which it comes back in."""
    entry: float = 0.0
    exit_gap: bool = False
    """It goes out through the gap under its layer, since another box stands beside its own."""
    entry_gap: bool = False
    lane: int = 0


class _Track(Struct):
    """A horizontal stretch of an outside link: in the side of a box, or in the gap beside a layer."""

    outside: _Outside
    leaving: bool

    @property
    def height(self) -> float:
        if self.leaving:
            return self.outside.link.label.height + 8
        return 26.0 if self.outside.entry_gap else 16.0  # an arrow has to fit between a gap and the box

    def put(self, y: float) -> None:
        if self.leaving:
            self.outside.exit = y
        else:
            self.outside.entry = y


class _Row(Struct):
    """A layer while it is being placed."""

    slots: list[Slot]
    top: float = 0.0
    height: float = 0.0
    over: list[_Track] = field(default_factory=list)
    """Outside links that come in through the gap above."""
    under: list[_Track] = field(default_factory=list)
    """Outside links that go out through the gap below."""


class _Plan:
    def __init__(self, boxes: Sequence[Size], links: Sequence[Link], down: list[int]) -> None:
        self._sizes = list(boxes)
        self._links = links
        self._down = down
        labels = [links[number].label for number in down]
        widths = [one.width for one in (*boxes, *labels)]
        pairs = []
        for offset, number in enumerate(down):
            label = len(boxes) + offset
            pairs += [(links[number].source, label), (label, links[number].target)]
        self._items = [*boxes, *labels]
        self._layers: Layers = layer(widths, pairs, _SPACE)
        self._rows = [_Row(slots) for slots in self._layers.rows]
        self._row_of = {slot.item: row for row in self._rows for slot in row.slots if slot.item is not None}
        self._slot_of = {slot.item: slot for row in self._rows for slot in row.slots if slot.item is not None}
        self._rank = {
            slot.item: rank
            for rank, row in enumerate(self._rows)
            for slot in row.slots
            if slot.item is not None
        }
        self._sides: dict[tuple[int, bool], list[_Track]] = {}
        self._outside = [self._choose(number) for number in range(len(links)) if number not in set(down)]

    def placing(self) -> Placing:
        self._tracks()
        self._rows_down()
        self._lanes()
        boxes = tuple(self._rect(number) for number in range(len(self._sizes)))
        lines: dict[int, Line] = {}
        for position, number in enumerate(self._down):
            lines[number] = self._line_down(position, number, boxes)
        for outside in self._outside:
            lines[outside.number] = self._line_outside(outside, boxes)
        return moved(boxes, [lines[number] for number in range(len(self._links))])

    # which side, and through which gap

    def _blocked(self, box: int, left: bool) -> bool:
        """Whether another box stands, or a line passes, between this box and that side."""
        end = self._row_of[box].slots[0 if left else -1]
        return end.item != box

    def _choose(self, number: int) -> _Outside:
        link = self._links[number]
        ends = (link.source, link.target)
        cost = {left: sum(self._blocked(one, left) for one in ends) for left in (False, True)}
        left = cost[True] < cost[False]
        return _Outside(
            number,
            link,
            left,
            exit_gap=self._blocked(link.source, left),
            entry_gap=self._blocked(link.target, left),
        )

    def _tracks(self) -> None:
        """Give every way out and in its stretch, in the order that lets the fewest cross.

        From top to bottom: ways out (the nearest goal first, so that longer ways run outside shorter
        ones), then ways from a box to itself, then ways in (the farthest source first).
        """
        ranks = self._rank
        around = [one for one in self._outside if one.link.source == one.link.target]
        away = [one for one in self._outside if one.link.source != one.link.target]
        for one in sorted(away, key=lambda one: (-ranks[one.link.target], one.number)):
            self._add(one, leaving=True)
        for one in around:
            self._add(one, leaving=True)
        for one in reversed(around):
            self._add(one, leaving=False)
        for one in sorted(away, key=lambda one: (-ranks[one.link.source], -one.number)):
            self._add(one, leaving=False)

    def _add(self, one: _Outside, leaving: bool) -> None:
        box = one.link.source if leaving else one.link.target
        track = _Track(one, leaving)
        if leaving and one.exit_gap:
            self._row_of[box].under.append(track)
        elif not leaving and one.entry_gap:
            self._row_of[box].over.append(track)
        else:
            self._sides.setdefault((box, one.left), []).append(track)

    # from top to bottom

    def _rows_down(self) -> None:
        for (box, _), tracks in self._sides.items():
            needed = sum(one.height for one in tracks) + 12
            size = self._items[box]
            self._items[box] = Size(size.width, max(size.height, needed))
        y = 0.0
        for number, row in enumerate(self._rows):
            y += self._spread(row.over, y)
            row.top = y
            row.height = max(
                [self._items[one.item].height for one in row.slots if one.item is not None] + [0.0]
            )
            y += row.height
            y += self._spread(row.under, y)
            if number + 1 < len(self._rows):
                sideways = max([abs(one.x - other.x) for one in row.slots for other in one.below] + [0.0])
                y += min(_MOST_GAP, _GAP + _STEEP * sideways)
        for (box, _), tracks in self._sides.items():
            rect = self._rect(box)
            free = rect.height - sum(one.height for one in tracks)
            self._spread(tracks, rect.y + free / 2)

    @staticmethod
    def _spread(tracks: list[_Track], top: float) -> float:
        """Put the stretches under one another from `top`; how much height they took."""
        y = top
        for one in tracks:
            one.put(y + one.height / 2)
            y += one.height
        return y - top

    def _rect(self, item: int) -> Rect:
        size, slot, row = self._items[item], self._slot_of[item], self._row_of[item]
        top = row.top + (row.height - size.height) / 2
        return Rect(slot.x - size.width / 2, top, size.width, size.height)

    # lines

    def _edge(self, left: bool) -> float:
        """Where the boxes end on that side."""
        if left:
            return min(one.x - one.width / 2 for row in self._rows for one in row.slots)
        return max(one.x + one.width / 2 for row in self._rows for one in row.slots)

    def _lanes(self) -> None:
        """A lane for each outside link: shorter ones inside, none on top of another."""
        for left in (False, True):
            placed: list[_Outside] = []
            mine = [one for one in self._outside if one.left is left]
            for one in sorted(mine, key=lambda one: (abs(one.exit - one.entry), one.number)):
                beside = [other.lane for other in placed if _overlap(one, other)]
                one.lane = max(beside, default=-1) + 1
                placed.append(one)

    def _line_down(self, position: int, number: int, boxes: Sequence[Rect]) -> Line:
        """From the bottom of a box, straight through the layers on the way, to the top of another."""
        link = self._links[number]
        upper, lower = self._layers.chains[2 * position], self._layers.chains[2 * position + 1]
        above, below = self._row_of[link.source], self._row_of[link.target]
        x = self._ports(link.source, leaving=True)[upper[1]]
        points: list[Point] = [(x, boxes[link.source].bottom), (x, above.top + above.height)]
        for rank, slot in enumerate([*upper[1:], *lower[1:-1]], self._rank[link.source] + 1):
            row = self._rows[rank]
            points += [(slot.x, row.top), (slot.x, row.top + row.height)]
        x = self._ports(link.target, leaving=False)[lower[-2]]
        points += [(x, below.top), (x, boxes[link.target].y)]
        return Line(tuple(points), self._rect(len(self._sizes) + position), outside=False)

    def _ports(self, box: int, leaving: bool) -> dict[Slot | int, float]:
        """The x at which each line leaves the bottom or enters the top of a box.

        Lines down go by the slot they lead to or come from, outside ones by the number of their link.
        """
        slot, rect = self._slot_of[box], self._rect(box)
        wanted: list[tuple[float, Slot | int]] = [
            (one.x, one) for one in (slot.below if leaving else slot.above)
        ]
        row = self._row_of[box]
        for track in row.under if leaving else row.over:
            one = track.outside
            if box == (one.link.source if leaving else one.link.target):
                wanted.append((float("-inf") if one.left else float("inf"), one.number))
        wanted.sort(key=lambda pair: pair[0])
        low, high = rect.x + 14, rect.x + rect.width - 14
        apart = min(_PORT, (high - low) / max(1, len(wanted) - 1))
        places: list[float] = []
        for x, _ in wanted:
            least = places[-1] + apart if places else low
            places.append(max(least, min(x, high)))
        most = high
        for number in range(len(places) - 1, -1, -1):
            places[number] = min(places[number], most)
            most = places[number] - apart
        return {key: x for (_, key), x in zip(wanted, places, strict=True)}

    def _line_outside(self, one: _Outside, boxes: Sequence[Rect]) -> Line:
        """Out, along the lane, and in again."""
        sign = -1 if one.left else 1
        widest = max(other.link.label.width for other in self._outside if other.left is one.left)
        edge = self._edge(one.left)
        lane = edge + sign * (2 * _MARGIN + widest + one.lane * _LANE)
        source, target, label = boxes[one.link.source], boxes[one.link.target], one.link.label
        points: list[Point] = []
        beside = source.side(one.left)
        if one.exit_gap:
            x = self._ports(one.link.source, leaving=True)[one.number]
            points += [(x, source.bottom), (x, one.exit)]
            beside = edge
        else:
            points.append((beside, one.exit))
        points += [(lane, one.exit), (lane, one.entry)]
        if one.entry_gap:
            x = self._ports(one.link.target, leaving=False)[one.number]
            points += [(x, one.entry), (x, target.y)]
        else:
            points.append((target.side(one.left), one.entry))
        middle = beside + sign * (_MARGIN + label.width / 2)
        rect = Rect(middle - label.width / 2, one.exit - label.height / 2, label.width, label.height)
        return Line(tuple(points), rect, outside=True)


def _overlap(one: _Outside, other: _Outside) -> bool:
    """Whether the upright stretches of two outside links would touch in one lane."""
    low, high = (
        max(min(one.exit, one.entry), min(other.exit, other.entry)),
        min(max(one.exit, one.entry), max(other.exit, other.entry)),
    )
    return low <= high + 8
