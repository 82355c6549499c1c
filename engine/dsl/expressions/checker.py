"""The type checker of guards: from the syntax tree to the typed tree, or all problems at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from ...core.guards.nodes import (
    And,
    Arithmetic,
    Choose,
    Compare,
    Constant,
    Has,
    Listing,
    Literal,
    Name,
    Negate,
    Node,
    Not,
    Or,
    Select,
)
from ...core.guards.printing import print_node
from ...core.guards.types import BOOL, INTEGER, NUMBER, NUMERIC, TEXT, TEXTUAL, Type, enum_of, list_of
from .environment import Environment
from .functions import FUNCTIONS, Typed, call
from .lexer import Unreadable
from .matching import comparable, joined, nearest, orderable, unmatched
from .parser import Binary, Invoke, Items, Path, Several, Span, Syntax, Ternary, Unary, Written
from .problems import MOST_DEPTH, Problem

_SIGNS = {"==", "!=", "<", "<=", ">", ">=", "in"}


def check(syntax: Syntax, environment: Environment) -> Node | list[Problem]:
    """The typed tree of a guard, or its problems in the order of the text.

    Raises:
        Unreadable: it is nested too deep.
    """
    checker = Checker(environment)
    typed = checker.typed(syntax)
    if typed is not None and typed.type.kind != "bool":
        checker.report("guard-not-bool", syntax.span, got=str(typed.type), example=_as_bool(typed))
    if checker.problems:
        return sorted(checker.problems, key=lambda one: (one.column, one.length, one.code))
    if typed is None:
        raise AssertionError("a part without a type must have been reported")
    return typed.node


def check_value(syntax: Syntax, environment: Environment) -> Typed | list[Problem]:
    """The typed tree of an expression of any type, or its problems in the order of the text.

    Raises:
        Unreadable: it is nested too deep.
    """
    checker = Checker(environment)
    typed = checker.typed(syntax)
    if checker.problems or typed is None:
        return sorted(checker.problems, key=lambda one: (one.column, one.length, one.code))
    return typed


def _as_bool(typed: Typed) -> str:
    words = print_node(typed.node)
    match typed.type.kind:
        case "integer" | "number":
            return f"{words} > 0"
        case "date":
            return f"{words} <= today"
        case "list" | "set":
            return f"size({words}) > 0"
        case "text" | "person" | "unit" | "enum":
            return f'{words} == "…"'
        case _:
            return f"has({words})"


class Checker:
    """Collects the problems of one guard. A part with a problem has no type and causes no further ones."""

    def __init__(self, environment: Environment) -> None:
        """Names are looked up in this environment."""
        self.environment = environment
        self.problems: list[Problem] = []
        self._depth = 0

    def report(self, code: str, span: Span, **values: object) -> None:
        """A problem at this place."""
        self.problems.append(Problem(code, span.start + 1, max(1, span.end - span.start), values))

    def typed(self, syntax: Syntax) -> Typed | None:
        """The node and type of a part; `None` when it has a problem."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable("guard-too-deep", syntax.span.start, syntax.span.end, most=MOST_DEPTH)
        typed = self._typed(syntax)
        self._depth -= 1
        return typed

    def typed_as(self, syntax: Syntax, kinds: Sequence[str], wanted: str, place: str) -> Typed | None:
        """The part, if it is of one of these kinds; else the problem is reported."""
        typed = self.typed(syntax)
        if typed is None or typed.type.kind in kinds:
            return typed
        self.report("guard-type", syntax.span, place=place, wanted=wanted, got=str(typed.type))
        return None

    def _typed(self, syntax: Syntax) -> Typed | None:
        match syntax:
            case Written(value):
                return _literal(value)
            case Path():
                return self._path(syntax)
            case Items():
                return self._items(syntax)
            case Unary():
                return self._unary(syntax)
            case Several():
                return self._several(syntax)
            case Ternary():
                return self._ternary(syntax)
            case Binary(sign) if sign in _SIGNS:
                return self._comparison(syntax)
            case Binary():
                return self._arithmetic(syntax)
            case Invoke("has", _, None):
                return self._has(syntax)
            case Invoke():
                return call(self, syntax)

    def _path(self, path: Path) -> Typed | None:
        names, parts = self.environment.names, path.parts
        for known in range(len(parts), 0, -1):
            name = ".".join(parts[:known])
            if name in names:
                return self._fields(Typed(Name(name, names[name].bare()), names[name]), path, known)
        if len(parts) == 1 and parts[0] in self.environment.enumerations:
            ids = self.environment.enumerations[parts[0]]
            return Typed(Constant(parts[0], ids), list_of(enum_of(parts[0], ids)))
        got = ".".join(parts)
        held = ("ballot", "countersign")
        if parts[0] in held and not any(name.startswith(f"{parts[0]}.") for name in names):
            self.report(f"guard-no-{parts[0]}", path.span, got=got)
        else:
            near = nearest(got, [*names, *self.environment.enumerations])
            self.report("guard-unknown-name", path.span, got=got, nearest=near)
        return None

    def _fields(self, typed: Typed, path: Path, known: int) -> Typed | None:
        for part, span in zip(path.parts[known:], path.spans[known:], strict=True):
            if typed.type.kind != "record":
                place = ".".join(path.parts[: path.parts.index(part, known)])
                self.report("guard-type", span, place=f"{place}.{part}", wanted="record", got=str(typed.type))
                return None
            type_ = typed.type.field(part)
            if type_ is None:
                near = nearest(part, [name for name, _ in typed.type.fields])
                self.report("guard-unknown-field", span, record=str(typed.type), got=part, nearest=near)
                return None
            if not isinstance(typed.node, (Name, Select)):
                raise AssertionError("a path is made of names and fields")
            typed = Typed(Select(typed.node, part, type_.bare()), type_)
        return typed

    def _items(self, syntax: Items) -> Typed | None:
        items = [self.typed(item) for item in syntax.items]
        member: Type | None = None
        for item, written in zip(items, syntax.items, strict=True):
            if item is None:
                return None
            both = item.type if member is None else joined(member, item.type)
            if both is None:
                self.report("guard-list-mixed", written.span, left=str(member), right=str(item.type))
                return None
            member = both
        nodes = tuple(item.node for item in items if item is not None)
        return Typed(Listing(nodes), Type("list", of=member))

    def _unary(self, syntax: Unary) -> Typed | None:
        if syntax.sign == "!":
            part = self.typed_as(syntax.part, ("bool",), "bool", "!")
            return part and Typed(Not(part.node), BOOL)
        part = self.typed_as(syntax.part, tuple(NUMERIC), "number", "-")
        return part and Typed(Negate(part.node), part.type)

    def _several(self, syntax: Several) -> Typed | None:
        parts = [self.typed_as(part, ("bool",), "bool", syntax.sign) for part in syntax.parts]
        nodes = tuple(part.node for part in parts if part is not None)
        if len(nodes) < len(parts):
            return None
        return Typed(And(nodes) if syntax.sign == "&&" else Or(nodes), BOOL)

    def _ternary(self, syntax: Ternary) -> Typed | None:
        test = self.typed_as(syntax.test, ("bool",), "bool", "?")
        then, other = self.typed(syntax.then), self.typed(syntax.other)
        if test is None or then is None or other is None:
            return None
        type_ = joined(then.type, other.type)
        if type_ is None:
            self.report(
                "guard-types-differ", syntax.span, place="? :", left=str(then.type), right=str(other.type)
            )
            return None
        return Typed(Choose(test.node, then.node, other.node), type_)

    def _arithmetic(self, syntax: Binary) -> Typed | None:
        left = self.typed(syntax.left)
        textual = syntax.sign == "+" and left is not None and left.type.kind in TEXTUAL
        kinds, wanted = (tuple(TEXTUAL), "text") if textual else (tuple(NUMERIC), "number")
        if left is not None and left.type.kind not in kinds:
            self.report("guard-type", syntax.left.span, place=syntax.sign, wanted=wanted, got=str(left.type))
            left = None
        right = self.typed_as(syntax.right, kinds, wanted, syntax.sign) if left else self.typed(syntax.right)
        if left is None or right is None:
            return None
        if textual:
            type_ = TEXT
        else:
            type_ = INTEGER if left.type.kind == right.type.kind == "integer" else NUMBER
        match syntax.sign:
            case ("+" | "-" | "*") as sign:
                return Typed(Arithmetic(sign, left.node, right.node), type_)
        raise AssertionError(f"{syntax.sign} is no operator")

    def _comparison(self, syntax: Binary) -> Typed | None:
        left, right = self.typed(syntax.left), self.typed(syntax.right)
        if left is None or right is None or not self._may_compare(syntax, left.type, right.type):
            return None
        if self.match_ids(syntax, left, right):
            return None
        match syntax.sign:
            case ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in") as sign:
                return Typed(Compare(sign, left.node, right.node), BOOL)
        raise AssertionError(f"{syntax.sign} is no comparison")

    def _may_compare(self, syntax: Binary, left: Type, right: Type) -> bool:
        sign = syntax.sign
        if sign == "in":
            if right.kind not in ("list", "set"):
                self.report("guard-type", syntax.right.span, place="in", wanted="list", got=str(right))
                return False
            right = right.of or left
        if not comparable(left, right):
            if joined(left, right) is None:
                self.report("guard-types-differ", syntax.span, place=sign, left=str(left), right=str(right))
            else:
                self.report("guard-not-comparable", syntax.span, place=sign, got=str(left))
            return False
        if sign in ("<", "<=", ">", ">=") and not orderable(left, right):
            self.report("guard-not-comparable", syntax.span, place=sign, got=str(left))
            return False
        return True

    def match_ids(self, syntax: Binary, left: Typed, right: Typed) -> bool:
        """Whether ids of enumerations cannot match; reported when so."""
        before = len(self.problems)
        for enum, other, written in ((left, right, syntax.right), (right, left, syntax.left)):
            self.literals_in(enum.type, other.node, written)
        if len(self.problems) == before and unmatched(left.type, right.type):
            self.report(
                "guard-nothing-in-common", syntax.span,
                left=str(left.type), right=str(right.type), place=syntax.sign,
            )  # fmt: skip
        return len(self.problems) > before

    def literals_in(self, type_: Type, node: Node, written: Syntax) -> None:
        """Reports the text literals that are no id of this enumeration (or of the members' one)."""
        enum = type_
        while enum.of is not None:
            enum = enum.of
        if enum.kind != "enum":
            return
        match node, written:
            case Literal(value, "text"), _ if value not in enum.values:
                near = nearest(str(value), enum.values)
                self.report(
                    "guard-not-in-enumeration", written.span, enumeration=enum.name, got=value, nearest=near
                )
            case Listing(nodes), Items(items):
                for one, item in zip(nodes, items, strict=True):
                    self.literals_in(enum, one, item)
            case _:
                pass

    def _has(self, syntax: Invoke) -> Typed | None:
        if len(syntax.arguments) != 1:
            self.report(
                "guard-arguments", syntax.span,
                function="has", got=len(syntax.arguments), usage=FUNCTIONS["has"],
            )  # fmt: skip
            return None
        typed = self.typed(syntax.arguments[0])
        if typed is None:
            return None
        if not isinstance(typed.node, (Name, Select)):
            self.report("guard-has", syntax.arguments[0].span)
            return None
        return Typed(Has(typed.node), BOOL)


def _literal(value: bool | int | Decimal | str) -> Typed:
    if isinstance(value, bool):
        return Typed(Literal(value, "bool"), BOOL)
    if isinstance(value, int):
        return Typed(Literal(value, "integer"), INTEGER)
    if isinstance(value, str):
        return Typed(Literal(value, "text"), TEXT)
    return Typed(Literal(value, "number"), NUMBER)
