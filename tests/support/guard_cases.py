"""Random well-typed guards, each in two spellings: ours, and the CEL that must mean the same.

Where the languages are spelled alike both texts are the same; functions that CEL lacks are written out
with its macros.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

from duban.engine.core.guards import (
    Type,
)

from .guard_words import DAYS, ENUMERATIONS, INTEGERS, NAMES, NUMBERS, SOURCES, TEXTS, Case, Written, as_cel

_CHOOSE, _OR, _AND, _COMPARE, _ADD, _MULTIPLY, _UNARY, _MEMBER = range(1, 9)


class Generator:
    """Guards from a seed; the same seed gives the same guards."""

    def __init__(self, seed: int, worlds: int = 200) -> None:
        """Guards are evaluated on so many different sets of values."""
        self._random = random.Random(seed)
        self.used: Counter[str] = Counter()
        """How often each operator, function and type occurred."""
        self._mixes_numbers = False
        self._mixes_items = False
        self._names: dict[str, list[str]] = {}
        for name, type_ in NAMES.items():
            self._names.setdefault(str(type_), []).append(name)
        self._worlds = [self._world() for _ in range(worlds)]

    def case(self) -> Case:
        """The next guard."""
        self._mixes_numbers = self._mixes_items = False
        depth = self._random.choice((1, 1, 2, 2, 2, 3, 3, 4))
        written = self._bool(depth)
        values, cel_values = self._random.choice(self._worlds)
        mixes = (self._mixes_numbers, self._mixes_items)
        return Case(written.ours, written.cel, written.wide, *mixes, values, cel_values)

    # -- values ----------------------------------------------------------------------------------------------

    def _world(self) -> tuple[dict[str, object], dict[str, object]]:
        share = self._random.choice((0.0, 0.1, 0.3))
        values = {name: self._value(type_) for name, type_ in NAMES.items() if self._random.random() >= share}
        cel = {name: as_cel(value) for name, value in values.items()}
        present = dict.fromkeys(values, True)
        return values, cel | {"given": present}

    def _value(self, type_: Type) -> object:
        pick = self._random.choice
        match type_.kind:
            case "bool":
                return pick((True, False))
            case "integer":
                return pick(INTEGERS)
            case "number":
                return Decimal(pick(NUMBERS))
            case "date":
                return pick(DAYS)
            case "enum":
                return pick(type_.values)
            case "record":
                return {name: self._value(of) for name, of in type_.fields if self._random.random() < 0.8}
            case "list" | "set" if type_.of is not None:
                members = [self._value(type_.of) for _ in range(pick((0, 1, 2, 4)))]
                return members if type_.kind == "list" else frozenset(members)
            case _:
                return pick(TEXTS)

    # -- expressions ------------------------------------------------------------------------------------------

    def _use(self, word: str) -> None:
        self.used[word] += 1

    def _in(self, part: Written, tightness: int) -> Written:
        """The part as an operand, in parentheses where they are needed, and sometimes where not."""
        if part.tight >= tightness and self._random.random() > 0.05:
            return part
        return Written(f"({part.ours})", f"({part.cel})", f"({part.wide})", _MEMBER)

    def _join(self, tight: int, left: Written, sign: str, right: Written, tight_right: int) -> Written:
        self._use(sign)
        one, two = self._in(left, tight), self._in(right, tight_right)
        gap = self._random.choice((" ", "", "  "))
        glue = f"{gap}{sign}{gap}" if sign != "in" else " in "
        return Written(
            f"{one.ours}{glue}{two.ours}", f"{one.cel}{glue}{two.cel}", f"{one.wide}{glue}{two.wide}", tight
        )

    def _call(self, shape: str, cel: str, *parts: Written) -> Written:
        """A function with `{0}`, `{1}` where its arguments go."""
        return Written(
            shape.format(*(part.ours for part in parts)),
            cel.format(*(part.cel for part in parts)),
            cel.format(*(part.wide for part in parts)),
            _MEMBER,
        )

    @staticmethod
    def _same(text: str, tight: int = _MEMBER) -> Written:
        return Written(text, text, text, tight)

    def _name(self, kind: str) -> Written:
        self._use(kind)
        return self._same(self._random.choice(self._names[kind]))

    def _choose(self, depth: int, make: Callable[[int], Written]) -> Written:
        self._use("?:")
        test = self._in(self._bool(depth - 1), _OR)
        then, other = self._in(make(depth - 1), _OR), self._in(make(depth - 1), _CHOOSE)
        return Written(
            f"{test.ours} ? {then.ours} : {other.ours}",
            f"{test.cel} ? {then.cel} : {other.cel}",
            f"{test.wide} ? {then.wide} : {other.wide}",
            _CHOOSE,
        )

    def _bool(self, depth: int) -> Written:
        if depth <= 0:
            return self._bool_leaf()
        make = self._random.choice(
            (self._gate, self._gate, self._gate, self._not, self._compare, self._compare, self._compare,
             self._member, self._method, self._has, self._function, self._bool_choice, self._bool_leaf)
        )  # fmt: skip
        return make(depth)

    def _bool_leaf(self, _depth: int = 0) -> Written:
        if self._random.random() < 0.15:
            return self._same(self._random.choice(("true", "false")))
        if self._random.random() < 0.15:
            self._use("record")
            return self._same("lead.party")
        return self._name("bool")

    def _bool_choice(self, depth: int) -> Written:
        return self._choose(depth, self._bool)

    def _gate(self, depth: int) -> Written:
        sign, tight = self._random.choice((("&&", _AND), ("||", _OR)))
        whole = self._bool(depth - 1)
        for _ in range(self._random.choice((1, 1, 2))):
            whole = self._join(tight, whole, sign, self._bool(depth - 1), tight + 1)
        return whole

    def _not(self, depth: int) -> Written:
        self._use("!")
        part = self._in(self._bool(depth - 1), _UNARY)
        return Written(f"!{part.ours}", f"!{part.cel}", f"!{part.wide}", _UNARY)

    def _compare(self, depth: int) -> Written:
        if self._random.random() < 0.04:
            return self._mixed_comparison(depth)
        pick = self._random.choice
        equal = ("==", "!=")
        ordered = (*equal, "<", "<=", ">", ">=")
        make, signs = pick(
            (
                (self._integer, ordered), (self._integer, ordered), (self._number, ordered), (self._number, ordered),
                (self._text, equal), (self._word, ordered), (self._date, ordered), (self._bool, equal),
                (self._enum, equal), (self._integers, equal), (self._texts, equal), (self._set, equal),
            )
        )  # fmt: skip
        return self._join(_COMPARE, make(depth - 1), pick(signs), make(depth - 1), _ADD)

    def _mixed_comparison(self, depth: int) -> Written:
        self._mixes_numbers = True
        integer, number = self._integer(depth - 1), self._number(depth - 1)
        widened = integer._replace(wide=f"double({integer.wide})")
        sign = self._random.choice(("==", "!=", "<", "<=", ">", ">="))
        sides = (widened, number) if self._random.random() < 0.5 else (number, widened)
        return self._join(_COMPARE, sides[0], sign, sides[1], _ADD)

    def _member(self, depth: int) -> Written:
        make, of = self._random.choice(
            ((self._integer, self._integers), (self._text, self._texts), (self._enum, self._enums),
             (self._date, self._dates), (self._number, self._numbers), (self._text, self._set))
        )  # fmt: skip
        if self._random.random() < 0.02:
            self._mixes_items = True
            item, other = self._integer(0), self._text(0)
            return self._join(_COMPARE, item, "in", self._list_of([item, other]), _ADD)
        return self._join(_COMPARE, make(depth - 1), "in", of(depth - 1), _ADD)

    def _method(self, depth: int) -> Written:
        function = self._random.choice(("startsWith", "endsWith", "contains"))
        self._use(function)
        of = self._in(self._text(depth - 1), _MEMBER)
        return self._call(f"{{0}}.{function}({{1}})", f"{{0}}.{function}({{1}})", of, self._text(depth - 1))

    def _has(self, _depth: int) -> Written:
        self._use("has")
        if self._random.random() < 0.3:
            self._use("record")
            name = self._random.choice(("lead.age", "lead.office", "lead.office.level"))
            return self._same(f"has({name})")
        name = self._random.choice([one for one in NAMES if "." not in one])
        return Written(f"has({name})", f"has(given.{name})", f"has(given.{name})", _MEMBER)

    def _function(self, depth: int) -> Written:
        function = self._random.choice(("covers", "covers-texts", "filled", "count"))
        self._use(function)
        if function == "filled":
            field = self._random.choice(("source", "weight", "text", "found"))
            return self._same_rows(f'filled(problems, "{field}")', f"problems.all(r, has(r.{field}))")
        if function == "count":
            field, make = self._random.choice(
                (("source", self._enum), ("weight", self._integer), ("found", self._date))
            )
            value = make(depth - 1)
            read = "timestamp(r.found)" if field == "found" else f"r.{field}"
            cel = f"(({{0}}) == ({{0}}) ? size(problems.filter(r, has(r.{field}) && {read} == ({{0}}))) : 0)"
            count = self._call(f'count(problems, "{field}", {{0}})', cel, value)
            return self._join(_COMPARE, count, ">=", self._integer(depth - 1), _ADD)
        if function == "covers":
            wanted = self._enums(depth - 1)
            cel = "(size(problems) >= 0 && ({0}).all(v, problems.exists(r, has(r.source) && r.source == v)))"
            return self._call('covers(problems, "source", {0})', cel, wanted)
        cel = "(size({0}) >= 0 && ({1}).all(v, v in ({0})))"
        return self._call("covers({0}, {1})", cel, self._texts(depth - 1), self._set(depth - 1))

    def _same_rows(self, ours: str, cel: str) -> Written:
        self._use("list of problem")
        return Written(ours, cel, cel, _MEMBER)

    def _integer(self, depth: int) -> Written:
        choice = self._random.random()
        if depth <= 0 or choice < 0.3:
            if self._random.random() < 0.4:
                big = self._random.random() < 0.04
                return self._same(
                    str(9_000_000_000_000_000_000 if big else abs(self._random.choice(INTEGERS)))
                )
            if self._random.random() < 0.2:
                self._use("record")
                return self._same(self._random.choice(("lead.age", "lead.office.level")))
            return self._name("integer")
        if choice < 0.6:
            return self._arithmetic(depth, self._integer)
        if choice < 0.67:
            return self._negated(self._integer(depth - 1))
        if choice < 0.75:
            return self._choose(depth, self._integer)
        if choice < 0.85:
            self._use("days_between")
            days = (self._date(depth - 1), self._date(depth - 1))
            return self._call("days_between({0}, {1})", "(({1}) - ({0})).getHours() / 24", *days)._replace(
                tight=_MULTIPLY
            )
        self._use("size")
        make = self._random.choice((self._text, self._texts, self._integers, self._set, self._problems))
        return self._call("size({0})", "size({0})", make(depth - 1))

    def _number(self, depth: int) -> Written:
        choice = self._random.random()
        if depth <= 0 or choice < 0.4:
            if self._random.random() < 0.5:
                return self._same(
                    self._random.choice(("0.1", "0.2", "0.3", "0.60", "0.8", "1.0", "2.5", "100.0"))
                )
            if self._random.random() < 0.2:
                self._use("record")
                return self._same("lead.share")
            return self._name("number")
        if choice < 0.8:
            if self._random.random() < 0.05:
                self._mixes_numbers = True
                integer = self._integer(depth - 1)
                widened = integer._replace(wide=f"double({integer.wide})")
                return self._join(_ADD, self._number(depth - 1), "+", widened, _MULTIPLY)
            return self._arithmetic(depth, self._number)
        if choice < 0.9:
            return self._negated(self._number(depth - 1))
        return self._choose(depth, self._number)

    def _arithmetic(self, depth: int, make: Callable[[int], Written]) -> Written:
        sign, tight = self._random.choice((("+", _ADD), ("-", _ADD), ("*", _MULTIPLY)))
        return self._join(tight, make(depth - 1), sign, make(depth - 1), tight + 1)

    def _negated(self, part: Written) -> Written:
        self._use("-x")
        part = self._in(part, _UNARY)
        return Written(f"-{part.ours}", f"-{part.cel}", f"-{part.wide}", _UNARY)

    def _word(self, depth: int) -> Written:
        """A text that is no person: only texts have an order."""
        return self._text(depth, ("text",))

    def _text(self, depth: int, names: tuple[str, ...] = ("text", "person")) -> Written:
        choice = self._random.random()
        if depth <= 0 or choice < 0.7:
            if self._random.random() < 0.4:
                literal = ('""', '"a"', "'ab'", '"张三"', r'"\u5f20"', r'"q\"q"', r"'back\\slash'", r'"线\n"')
                return self._same(self._random.choice(literal))
            if self._random.random() < 0.15:
                self._use("record")
                return self._same("lead.office.city")
            return self._name(self._random.choice(names))
        if choice < 0.85:
            self._use("text +")
            return self._join(
                _ADD, self._text(depth - 1, names), "+", self._text(depth - 1, names), _MULTIPLY
            )
        return self._choose(depth, lambda below: self._text(below, names))

    def _enum(self, depth: int) -> Written:
        if depth > 0 and self._random.random() < 0.1:
            return self._choose(depth, self._enum)
        if self._random.random() < 0.4:
            return self._same(f'"{self._random.choice(SOURCES[:2])}"')  # ids of both enumerations
        return self._name("source")

    def _date(self, depth: int) -> Written:
        if depth > 0 and self._random.random() < 0.1:
            return self._choose(depth, self._date)
        if self._random.random() < 0.3:
            self._use("date()")
            day = self._random.choice(DAYS).isoformat()
            cel = f'timestamp("{day}T00:00:00Z")'
            return Written(f'date("{day}")', cel, cel, _MEMBER)
        if self._random.random() < 0.1:
            self._use("record")
            return Written("lead.since", "timestamp(lead.since)", "timestamp(lead.since)", _MEMBER)
        return self._name("date")

    def _list_of(self, items: list[Written]) -> Written:
        self._use("[]")
        ours, cel, wide = (
            f"[{', '.join(texts)}]"
            for texts in (
                [one.ours for one in items],
                [one.cel for one in items],
                [one.wide for one in items],
            )
        )
        return Written(ours, cel, wide, _MEMBER)

    def _some(self, depth: int, kind: str, make: Callable[[int], Written]) -> Written:
        if self._random.random() < 0.5:
            return self._name(kind)
        return self._list_of([make(depth - 1) for _ in range(self._random.choice((0, 1, 2, 3)))])

    def _integers(self, depth: int) -> Written:
        return self._some(depth, "list of integer", self._integer)

    def _numbers(self, depth: int) -> Written:
        return self._some(depth, "list of number", self._number)

    def _texts(self, depth: int) -> Written:
        return self._some(depth, "list of text", self._text)

    def _dates(self, depth: int) -> Written:
        return self._some(depth, "list of date", self._date)

    def _set(self, _depth: int) -> Written:
        return self._name("set of text")

    def _problems(self, _depth: int) -> Written:
        return self._name("list of problem")

    def _enums(self, depth: int) -> Written:
        choice = self._random.random()
        if choice < 0.3:
            self._use("enumeration")
            name = self._random.choice(list(ENUMERATIONS))
            cel = str(list(ENUMERATIONS[name]))
            return Written(name, cel, cel, _MEMBER)
        if choice < 0.5:
            return self._name("set of source")
        return self._list_of([self._enum(depth - 1) for _ in range(self._random.choice((1, 2, 4)))])
