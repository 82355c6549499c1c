"""Boxes in layers: which row each stands in, in what order, and how far to the right.

The layering, the ordering with few crossings and the horizontal placing are Sugiyama's method as
`grandalf` does it. It is fed and read in the order of the file, so the same graph gives the same places
in every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from grandalf.graphs import Edge, Graph, Vertex
from grandalf.layouts import SugiyamaLayout
from msgspec import Struct, field

_LANE = 14.0
"""How wide the place is that a line takes as it passes a layer."""
_SWEEPS = 4
"""How often the boxes of a layer are drawn towards their neighbours."""


class Slot(Struct, eq=False):
    """A place in a layer: a box (`item` is its number) or a line passing through (`item` is None)."""

    item: int | None
    width: float
    x: float = 0.0
    """The middle, in pixels from anywhere."""
    above: list[Slot] = field(default_factory=list)
    below: list[Slot] = field(default_factory=list)


class Layers(Struct, frozen=True):
    """The layers from top to bottom, and for each link the slots it runs through, both ends included."""

    rows: list[list[Slot]]
    chains: list[list[Slot]]


class _View:
    """The size that grandalf asks of a box, and the place that it gives it."""

    def __init__(self, width: float) -> None:
        self.w = width
        self.h = 1.0
        self.xy = (0.0, 0.0)


def layer(widths: Sequence[float], links: Sequence[tuple[int, int]], space: float) -> Layers:
    """Place boxes of these widths so that every link leads down; the links must have no cycle.

    `space` is kept free between neighbours. Box 0 comes first; boxes that nothing links to it are
    hung under it, without a line.
    """
    vertices = [Vertex(number) for number in range(len(widths))]
    for vertex, width in zip(vertices, widths, strict=True):
        vertex.view = _View(width)
    edges = [Edge(vertices[one], vertices[other]) for one, other in links]
    hung = [Edge(vertices[0], vertices[one]) for one in _loose(len(widths), links)]
    graph = Graph(vertices, edges + hung)
    (core,) = graph.C
    sugiyama = SugiyamaLayout(core)
    sugiyama.dw, sugiyama.dh, sugiyama.xspace = _LANE, 1.0, space
    sugiyama.init_all(roots=[one for one in vertices if not one.e_in()], inverted_edges=[])
    sugiyama.draw(3)
    return _read(sugiyama, vertices, edges, space)


def _loose(count: int, links: Sequence[tuple[int, int]]) -> list[int]:
    """One box, the first, of each part of the graph that does not hang together with box 0."""
    part = list(range(count))

    def head(one: int) -> int:
        while part[one] != one:
            one = part[one]
        return one

    for one, other in links:
        low, high = sorted((head(one), head(other)))
        part[high] = low
    return [one for one in range(1, count) if head(one) == one]


def _read(sugiyama: SugiyamaLayout, vertices: list[Vertex], edges: list[Edge], space: float) -> Layers:
    numbers = {id(one): number for number, one in enumerate(vertices)}
    slots: dict[int, Slot] = {}
    rows = []
    for vertex_row in sugiyama.layers:
        row = []
        for vertex in vertex_row:
            slot = Slot(numbers.get(id(vertex)), vertex.view.w, vertex.view.xy[0])
            slots[id(vertex)] = slot
            row.append(slot)
        rows.append(row)
    chains = []
    for edge in edges:
        start, end = edge.v
        first, last = sugiyama.grx[start].rank, sugiyama.grx[end].rank
        between = sugiyama.ctrls.get(edge, {})
        chain = [start, *(between[rank] for rank in range(first + 1, last)), end]
        chains.append([slots[id(one)] for one in chain])
    for chain_slots in chains:
        for upper, lower in pairwise(chain_slots):
            upper.below.append(lower)
            lower.above.append(upper)
    _straighten(rows, space)
    return Layers(rows, chains)


def _straighten(rows: list[list[Slot]], space: float) -> None:
    """Draw every slot towards the middle of its neighbours, never past or onto the one beside it."""
    for row in rows:
        _part(row, space)
    for _ in range(_SWEEPS):
        for row in rows:
            _pull(row, [one.above or one.below for one in row], space)
        for row in reversed(rows):
            _pull(row, [one.below or one.above for one in row], space)


def _gap(left: Slot, right: Slot, space: float) -> float:
    return space + (left.width + right.width) / 2


def _part(row: list[Slot], space: float) -> None:
    """Push slots that overlap apart, to the right."""
    for left, right in pairwise(row):
        right.x = max(right.x, left.x + _gap(left, right, space))


def _pull(row: list[Slot], neighbours: list[list[Slot]], space: float) -> None:
    """Move each slot towards the mean of its neighbours.

    Slots that would run into each other are joined to a block that stands at the mean of what its
    members want: the placing that is nearest to all wishes with the order and the distances kept.
    """
    blocks: list[tuple[float, int, list[float]]] = []  # (sum of wishes for the first slot, how many, offsets)
    for number, slot in enumerate(row):
        near = neighbours[number]
        wish = sum(one.x for one in near) / len(near) if near else slot.x
        block = (wish, 1, [0.0])
        while blocks:
            total, count, offsets = blocks[-1]
            left, right = row[number - len(block[2])], row[number - len(block[2]) + 1]
            shift = offsets[-1] + _gap(left, right, space)
            if total / count + shift <= block[0] / block[1]:
                break
            blocks.pop()
            joined = [*offsets, *(shift + one for one in block[2])]
            block = (total + block[0] - shift * block[1], count + block[1], joined)
        blocks.append(block)
    places = [total / count + offset for total, count, offsets in blocks for offset in offsets]
    for slot, x in zip(row, places, strict=True):
        slot.x = x
