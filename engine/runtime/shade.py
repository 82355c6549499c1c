"""What is kept from a viewer of a case they may see: private fields, and its confidential relatives.

Shaded, an answer reads as if what is hidden were not there: events about a hidden child are left out and
the others numbered without a gap, and a condition that reads something hidden says only that it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from ..core.case import Case
from ..core.refusals import Refusal
from ..core.seeing import children_told
from ..core.text import Named, Text
from .veils import Veil

View = dict[str, Any]
_WITHHELD = Text("其中有不公开的内容", "it reads what is not shown to you")
_UNTOLD = Named(None, Text("（不公开）", "(not shown)"))
_NONE = Named([], Text("无", "none"))
_OF_CHILDREN = re.compile(r"\bchildren_\w+|\b\w+\.(?:done|open|total|succeeded|failed)\b")
"""What guards read of the children of a case."""
_KEPT = ("action", "asked", "basis", "origin", "guard", "table", "row", "others")
"""What a refusal that reads something hidden still says."""
_ABOUT_SIGNERS = ("not-a-party", "signed-already", "not-your-turn", "countersign-stopped")
_SIGNERS = ("parties", "waiting", "party", "next")
_DECISIONS = ("ruling", "draw", "ranking", "signed")
"""What an event says of decisions."""
_NAMES = ("actor", "on_behalf_of", "by")
_LISTS = ("people", "to")
"""Where answers name people."""


class Shade(Struct, frozen=True):
    """What is hidden of one case from one viewer."""

    fields: frozenset[str] = frozenset()
    """Private fields."""
    people: frozenset[str] = frozenset()
    """Whom these fields name: untold wherever the case names those who act."""
    through_it: frozenset[str] = frozenset()
    """Those of them who are nobody else in it: untold where it names those who may act."""
    signers: bool = False
    """A private field lists whose signatures are collected."""
    children: frozenset[str] = frozenset()
    """Ids of children that do not exist for the viewer."""
    skipped: tuple[int, ...] = ()
    """Numbers of the events that tell of them."""
    deciding: frozenset[str] = frozenset()
    """Ids of the actions whose decisions tell of private fields, and of the states whose parties one names."""
    orphan: bool = False
    """The case it belongs to does not exist for the viewer."""
    gates: Callable[[], Mapping[str, Veil]] = dict
    """How the gates look to the viewer, by id; asked only where something tells of them."""

    def view(self, view: View) -> View:
        """A case as `show` or a list tells it."""
        if self is CLEAR:
            return view
        shaded = self._untold(view)
        if self.fields:
            if "data" in view:
                shaded["data"] = self._data(view["data"])
            shaded["withheld"] = sorted(self.fields)
        if self.children:
            if "children" in view:
                shaded["children"] = [one for one in view["children"] if one not in self.children]
            if shaded.pop("dead_end", None) is not None:
                shaded["stuck"] = True  # how many of how many would count the hidden ones
        if not self.deciding.isdisjoint(view.get("states", ())):
            shaded.pop("countersign", None)
        if "waits_for" in view:
            shaded["waits_for"] = [one for one in view["waits_for"] if one not in self.through_it]
        shaded["seq"] = self._number(view["seq"])
        if self.orphan:
            shaded["parent"] = None
        return shaded

    def events(self, events: Iterable[View]) -> list[View]:
        """Events as `history` tells them."""
        if self is CLEAR:
            return list(events)
        return [
            self._said(event) | {"seq": self._number(event["seq"])}
            for event in events
            if event["seq"] not in self.skipped
        ]

    def line(self, item: View) -> View:
        """A line of a notice."""
        return (
            item
            if self is CLEAR
            else {name: one for name, one in self._untold(item).items() if one is not None}
        )

    def case(self, case: Case) -> Case:
        """A case as it is stored."""
        return case if self is CLEAR else Case(self._stored(case.body) | {"seq": self._number(case.seq)})

    def body(self, body: Mapping[str, Any]) -> View | None:
        """The body of an event; `None` of one that tells of nothing but what is hidden."""
        if self is CLEAR:
            return dict(body)
        if body["seq"] in self.skipped:
            return None
        shaded = self._said(body) | {"seq": self._number(body["seq"])}
        if "facts" in body:
            facts = body["facts"].items()
            shaded["facts"] = {name: one for name, one in facts if not self._reads_hidden(name)}
        if self.children and "opened" in body:
            told = zip(body["opened"], children_told(body), strict=True)
            shaded["opened"] = [key for key, child in told if child not in self.children]
        return shaded | {"change": self._stored(body["change"])}

    def refusals(self, refusals: Sequence[Refusal]) -> tuple[Refusal, ...]:
        """Reasons, without what they saw of something hidden."""
        return tuple(refusals) if self is CLEAR else tuple(map(self._refusal, refusals))

    # ---- within -----------------------------------------------------------------------------

    def _number(self, seq: int) -> int:
        return seq - sum(one <= seq for one in self.skipped)

    def _data(self, data: Mapping[str, Any]) -> View:
        return {name: value for name, value in data.items() if name not in self.fields}

    def _said(self, event: Mapping[str, Any]) -> View:
        """What an event says: nothing of private fields, before and after."""
        shaded = self._untold(event)
        if "data" in event:
            shaded["data"] = self._data(event["data"])
        if isinstance(event.get("old"), Mapping):
            shaded["old"] = self._data(event["old"])
        if event.get("action") in self.deciding:
            for part in _DECISIONS:
                shaded.pop(part, None)
        if event.get("kind") == "handed-over":
            kept = [one for one in event["fields"] if re.split(r"[\[.]", one)[0] not in self.fields]
            shaded["fields"] = kept
            if not kept:
                shaded |= {"old": None, "new": None, "people": []}
        return shaded

    def _stored(self, body: Mapping[str, Any]) -> View:
        shaded = self._untold(body)
        if body.get("acted"):
            acted = body["acted"].items()
            shaded["acted"] = {
                state: [one for one in people or () if one not in self.people] for state, people in acted
            }
        if "data" in body:
            shaded["data"] = self._data(body["data"] or {})
        if body.get("children"):
            kept = body["children"].items()
            shaded["children"] = {
                key: one for key, one in kept if one is None or one.get("id") not in self.children
            }
        if self.orphan:
            shaded.pop("parent", None)
        if self.signers:
            shaded.pop("countersign", None)
        return shaded

    def _untold(self, view: Mapping[str, Any]) -> View:
        """The same without the names of those whom a private field names, at any depth but in the data."""
        if not self.people:
            return dict(view)
        shaded: View = {}
        for name, value in view.items():
            if name in _NAMES and isinstance(value, str) and value in self.people:
                shaded[name] = None
                continue
            if name in ("user", "role") and view.get("actor") in self.people:
                continue
            if name in _LISTS and isinstance(value, list):
                shaded[name] = [one for one in value if one not in self.people]
            elif name == "data":
                shaded[name] = value
            elif isinstance(value, Mapping):
                shaded[name] = self._untold(value)
            elif isinstance(value, list):
                shaded[name] = [self._untold(one) if isinstance(one, Mapping) else one for one in value]
            else:
                shaded[name] = value
        return shaded

    def _refusal(self, refusal: Refusal) -> Refusal:
        code, values = refusal.code, dict(refusal.values)
        if code == "row-condition":
            values["others"] = _UNTOLD  # which rows hold would tell what they read
        if code in ("condition", "row-condition") and self._reads_hidden(str(values["guard"])):
            kept = {name: values[name] for name in _KEPT if name in values}
            return Refusal(code, kept | {"seen": Named([], _WITHHELD), "way": _NONE})
        if self.signers and code in _ABOUT_SIGNERS:
            return Refusal(code, values | {name: _UNTOLD for name in _SIGNERS if name in values})
        if code == "automatic" and self._reads_hidden(_id(values["condition"])):
            return Refusal(code, {"action": values["action"], "condition": Named(None, _WITHHELD)})
        if code == "gate-closed" and (veil := self.gates().get(str(values["gate"].id))) is not None:
            return refusal if veil.is_clear else Refusal(code, values | veil.shut())
        if code == "needed-by-parent" and self.orphan:
            return Refusal(code, dict.fromkeys(values, _UNTOLD))
        if code == "no-such-item" and self.children:
            hidden = {one.rpartition(".")[2] for one in self.children}
            known = values["known"] if isinstance(values["known"], list) else []
            return Refusal(code, values | {"known": [one for one in known if one not in hidden] or _NONE})
        if isinstance(values.get("holders"), list):
            return Refusal(code, values | {"holders": self._others(values["holders"])})
        return Refusal(code, values)

    def _others(self, holders: list[str]) -> list[str] | Named:
        return [one for one in holders if one not in self.through_it] or _UNTOLD

    def _reads_hidden(self, guard: str) -> bool:
        if any(re.search(rf"\b{re.escape(name)}\b", guard) for name in self.fields):
            return True
        if self.signers and "countersign." in guard:
            return True
        if self.children and _OF_CHILDREN.search(guard) is not None:
            return True
        return any(
            not veil.is_clear
            for name, veil in (self.gates() if "gate" in guard else {}).items()
            if "gates_closed" in guard or re.search(rf"\bgate\.{name.replace('-', '_')}\b", guard)
        )


def _id(value: object) -> str:
    return str(value.id) if isinstance(value, Named) else str(value)


CLEAR = Shade()
"""Nothing is hidden."""
