"""Random small workflows as text of the language, and random things that people do to them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from duban.engine.core.definition import Definition
from duban.engine.core.facts import UnitFacts
from duban.engine.dsl.catalogue import Catalogue, load_catalogue
from duban.engine.dsl.compiler import compile_text
from duban.workflows import DATA
from support.memory import MemoryDirectory

PEOPLE = ("ann", "bob", "cat", "dan", "eve", "fay")
ROLES = ("head", "team", "all", "named")
_CATALOGUE: list[Catalogue] = []

LEAF = """
workflow: leaf
title: leaf
roles:
  head: {title: head, post: principal, of: unit}
data: {no: {type: integer, title: no}, word: {type: text, title: word}, due: {type: deadline, title: due}}
due: {field: due}
states:
  open: {title: open, actions: {finish: {title: finish, by: head, to: done}, drop: {title: drop, by: head, to: lost}}}
  done: {title: done, final: success}
  lost: {title: lost, final: failure}
"""

_HEAD = """
workflow: random
title: random
roles:
  head:  {title: head, post: principal, of: unit}
  team:  {title: team, post: supervisor, of: unit.supervised_by}
  all:   {title: all, post: any}
  named: {title: named, person: who}
types:
  records:
    row: {title: row, key: no, fields: {no: {type: integer, title: no}, word: {type: text, title: word},
          due: {type: deadline, title: due, optional: true}}}
data:
  who:   {type: person, title: who}
  flag:  {type: bool, title: flag}
  count: {type: integer, title: count}
  share: {type: number, title: share}
  day:   {type: date, title: day}
  by_when: {type: deadline, title: by when}
  words: {type: set, of: text, title: words}
  rows:  {type: list, of: row, title: rows}
start: {by: [head, team, all]}
"""

_GUARDS = (
    "flag", "!flag", "count > 3", "count < 0", "share >= 0.6", "today >= day", "round > 1",
    "open_matters == 0", "open_matters > 1", "has(who)", "size(words) > 1", "actor == unit.principal",
    "count * 2 > 7 || flag", 'unit.rank == "正处级"', "true",
)  # fmt: skip
_WITH_CHILDREN = ("children_done", "children_open == 0", "redone > 0")
_FIELDS = ("who", "flag", "count", "share", "day", "by_when", "words", "rows")
_TERMS = ("1 workday", "3 workdays", "2 days", "36 hours", "1 month")


def directory(vacant: str = "") -> MemoryDirectory:
    """Six people around one unit; `vacant` names a post that nobody holds."""
    posts = {
        "ann": {("principal", "unit")}, "bob": {("supervisor", "group")}, "cat": {("member", "unit")},
        "dan": {("principal", "unit"), ("supervisor", "group")}, "eve": set[tuple[str, str]](), "fay": {("staff", "unit")},
    }  # fmt: skip
    held = {person: {one for one in some if one[0] != vacant} for person, some in posts.items()}
    units = {"unit": UnitFacts("unit", "单位", "city", "正处级", None, "group", ("K1",), "ann")}
    return MemoryDirectory(units, held, {("eve", "ann"), ("fay", "bob")})


def compiled(text: str) -> Definition | None:
    """The workflow, unless it has errors."""
    if not _CATALOGUE:
        _CATALOGUE.append(load_catalogue([DATA]))
    return compile_text(text, "random.yaml", _CATALOGUE[0]).definition


roles = st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)
some_fields = st.lists(st.sampled_from(_FIELDS), max_size=2, unique=True)


@st.composite
def workflows(draw: st.DrawFn) -> str:
    """A workflow of two to four states and two ends, without errors."""
    size = draw(st.integers(2, 4))
    names = [f"s{number}" for number in range(size)]
    ballot_at = draw(st.sampled_from([None, *names]))
    children_at = draw(st.sampled_from([None, *names[1:]]))
    text = _HEAD
    if draw(st.booleans()) and size > 2:
        text += f"separate: [[{names[0]}, {names[1]}]]\n"
    if draw(st.integers(0, 3)) == 0:
        text += f"due: {{within: {draw(st.sampled_from(_TERMS))}, escalate: default}}\n"
    text += "states:\n"
    guards = st.sampled_from([*_GUARDS, *(_WITH_CHILDREN if children_at else ())])
    for number in range(size):
        text += _State(draw, names, number, guards, ballot_at, children_at).text()
    return text + "  won:  {title: won, final: success}\n  lost: {title: lost, final: failure}\n"


class _State:
    """One state being drawn."""

    def __init__(
        self, draw: st.DrawFn, names: list[str], number: int, guards: st.SearchStrategy[str],
        ballot_at: str | None, children_at: str | None,
    ) -> None:  # fmt: skip
        self.draw, self.names, self.number, self.guards = draw, names, number, guards
        self.name = names[number]
        self.ballot = ballot_at == self.name
        self.children_here, self.children = children_at == self.name, children_at is not None
        self.stay = draw(st.booleans())

    def text(self) -> str:
        """Its lines."""
        draw = self.draw
        text = f"  {self.name}:\n    title: {self.name}\n"
        due = draw(st.booleans())
        if due:
            kinds = [*(f"within: {one}" for one in _TERMS), "field: by_when", "date: 2014-08-20"]
            text += f"    due: {{{draw(st.sampled_from(kinds))}, escalate: default}}\n"
        if self.stay:
            since = draw(st.sampled_from(["", ", from: show"]))
            stop = draw(st.sampled_from(["", ", stop: open_matters > 0"]))
            text += f"    stay: {{least: {draw(st.sampled_from(_TERMS))}{since}{stop}}}\n"
        if self.children_here:
            share = draw(st.sampled_from(["all", "at least 50%"]))
            text += f"    children: {{each: rows, workflow: leaf, done: {share}}}\n"
        if self.ballot:
            secret, open_ = draw(st.sampled_from(["true", "false"])), "" if due else "open: 3 days, "
            text += (
                f"    ballot: {{groups: [a, b], choices: [yes, no], {open_}secret: {secret}, "
                "valid: ballot.turnout >= 0.6, pass: ballot.approving >= 0.8}\n"
            )
        return text + "    actions:\n" + "".join(f"      {line}\n" for line in self.actions())

    def actions(self) -> list[str]:
        """Its actions."""
        draw = self.draw
        onward = [*self.names[self.number + 1 :], "won"]
        lines = [self.action("go", f"to: {draw(st.sampled_from(onward))}", plain=True)]
        lines += [self.action("next", f"to: {onward[0]}", plain=True), self.action("show", "")]
        if self.number == 0:
            lines.append("give-up: {title: give up, by: team, to: lost}")
        if self.number == 0 or draw(st.booleans()):
            lines.append(self.action("object", "opens: matter", plain=True))
            lines.append(self.action("settle", "closes: matter", plain=True))
        backward = st.sampled_from(self.names[: self.number + 1])
        if not self.ballot and draw(st.booleans()):
            lines.append(self.action("back", f"back: {draw(backward)}"))
        if draw(st.booleans()):
            bound = draw(st.sampled_from(["rounds", "repeats"]))
            clear = draw(st.sampled_from(["", ", clear: [count, flag]", ", keep: [rows]"]))
            how = (
                f"auto: '{draw(self.guards)}'"
                if draw(st.booleans())
                else f"by: {draw(st.sampled_from(ROLES))}"
            )
            most = draw(st.integers(1, 3))
            lines.append(
                f"redo: {{title: redo, {how}, back: {draw(backward)}, {bound}: {{most: {most}, then: lost}}{clear}}}"
            )
        if self.stay:
            more = draw(st.sampled_from(["", " && open_matters == 0", " && count > 3"]))
            lines.append(f"pass-by: {{auto: 'stay_over{more}', to: {draw(st.sampled_from(onward))}}}")
        if draw(st.booleans()):
            lines.append(
                f"flow: {{auto: '{draw(self.guards)}', to: {draw(st.sampled_from([*onward, 'lost']))}}}"
            )
        if self.children and draw(st.booleans()):
            lines.append("again: {title: again, by: [head, team], needs: [items], reopens: items}")
        if self.ballot:
            lines += [
                "close: {title: close, by: head}",
                "pass: {auto: ballot.closed && ballot.passed, to: won}",
                f"poll-again: {{auto: ballot.closed && ballot.invalid, back: {self.name}, "
                "repeats: {most: 2, then: lost}}",
            ]
        return lines

    def action(self, name: str, rest: str, *, plain: bool = False) -> str:
        """One action that people do."""
        draw = self.draw
        by = draw(roles)
        parts = [f"title: {name}", f"by: [{', '.join(by)}]"]
        if rest:
            parts.append(rest)
        if not plain and (needs := draw(some_fields)):
            parts.append(f"needs: [{', '.join(needs)}]")
        if not plain and (may := draw(some_fields)):
            parts.append(f"may: [{', '.join(may)}]")
        if draw(st.integers(0, 3)) == 0:
            parts.append(f"when: ['{draw(self.guards)}']")
        if by != ["named"] and draw(st.integers(0, 4)) == 0:
            parts.append("never: named")
        return f"{name}: {{{', '.join(parts)}}}"


def rows(*numbers: int) -> list[dict[str, Any]]:
    """Rows of the list, some with a deadline, one of them past."""
    dues = {1: "3 workdays", 2: "2014-07-01", 3: None}
    return [
        {"no": one, "word": f"第{one}", **({"due": dues[one]} if dues.get(one) else {})} for one in numbers
    ]


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "who": st.sampled_from(["ann", "eve", "nobody", None]),
    "flag": st.sampled_from([True, False, "maybe", None]),
    "count": st.sampled_from([0, 4, -1, "7", 10**20, None]),
    "share": st.sampled_from([0.6, "0.59", "1e-200000", 1, "NaN", None]),
    "day": st.sampled_from(["2014-08-05", "2013-01-01", "9999-12-31", "yesterday", None]),
    "by_when": st.sampled_from(["2 workdays", "2014-08-03", "9999-12-31", "5天", None]),
    "words": st.sampled_from([["a"], ["b", "a", "b"], "a、b", [], [["x"]], None]),
    "rows": st.sampled_from([rows(1), rows(1, 2), rows(2, 1, 3), rows(1, 1), [], "x", None]),
    "items": st.sampled_from([[1], [2, 1], [9], "1", None]),
    "text": st.sampled_from(["说明", "", "\x00", "\ud800"]),
    "matter": st.sampled_from([1, 2, "1", 9, [1], None]),
    "colour": st.just("red"),
}
data = st.lists(st.sampled_from(sorted(VALUES)), max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: VALUES[name] for name in names})
)
useful = st.fixed_dictionaries({}, optional={
    "who": st.just("eve"), "flag": st.booleans(), "count": st.integers(0, 8), "share": st.just("0.7"),
    "day": st.just("2014-08-05"), "rows": st.sampled_from([rows(1, 2), rows(1, 2, 3)]), "words": st.just(["a", "b"]),
})  # fmt: skip
actions = st.sampled_from(
    [
        "go",
        "next",
        "next",
        "show",
        "object",
        "settle",
        "back",
        "redo",
        "flow",
        "again",
        "close",
        "give-up",
        "?",
    ]
)
people = st.sampled_from([*PEOPLE, "ann", "ann", "bob", "dan"])
steps = st.lists(
    st.one_of(
        st.tuples(st.just("act"), actions, people, st.one_of(st.just({}), st.just({}), data, useful)),
        st.tuples(st.just("act"), actions, people, st.one_of(st.just({}), useful)),
        st.tuples(
            st.just("behalf"),
            actions,
            st.sampled_from(["eve", "fay", "cat"]),
            st.sampled_from(["ann", "bob"]),
        ),
        st.tuples(st.just("advance"), st.integers(1, 400)),
        st.tuples(st.just("late"), st.integers(1, 400)),
        st.tuples(st.just("cancel"), people),
        st.tuples(
            st.just("roll"), st.sampled_from([(("a",), ("b",)), (("a", "b"), ("c", "d")), (("a", "a"), ())])
        ),
        st.tuples(
            st.just("cast"), people, st.sampled_from(["a", "b", "x"]), st.sampled_from(["yes", "no", "x"])
        ),
        st.tuples(st.just("tally"), st.integers(0, 10), st.integers(0, 10)),
        st.tuples(st.just("child"), st.integers(0, 3), st.sampled_from(["finish", "drop"]), people),
        st.tuples(st.just("cancel child"), st.integers(0, 3), people),
    ),
    min_size=5,
    max_size=25,
)
