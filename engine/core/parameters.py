"""Parameters: what each place has set for itself, and what nobody has set yet."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from .definition import Definition, Parameter, ParameterKind
from .dues import Due
from .facts import Facts
from .terms import TermError, parse_term
from .text import Text

Value = str | bool | int | Decimal
KINDS: Mapping[ParameterKind, Text] = {
    "term": Text("时长", "a term"),
    "number": Text("数", "a number"),
    "integer": Text("整数", "a whole number"),
    "text": Text("文字", "a text"),
    "bool": Text("是或否", "yes or no"),
}
"""What a parameter holds, in words."""

ADDRESS = "parameter:"


def read_parameter(kind: ParameterKind, text: str) -> Value | None:
    """The value that is written, of this kind; `None` of anything else. A term stays as it is written."""
    text = text.strip()
    match kind:
        case "term":
            try:
                parse_term(text)
            except TermError:
                return None
            return text
        case "integer":
            digits = text.removeprefix("-")
            return int(text) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None
        case "number":
            try:
                number = Decimal(text)
            except InvalidOperation:
                return None
            return number if number.is_finite() and len(text) < 31 else None
        case "bool":
            return {"true": True, "false": False, "是": True, "否": False}.get(text)
        case _:
            return text or None


def value_of(parameter: Parameter, facts: Facts) -> Value | None:
    """What a parameter is for the unit of a case: as set, else our default; `None` while it is undetermined."""
    written = facts.parameters.get(parameter.id, parameter.default)
    return read_parameter(parameter.kind, written) if written is not None else None


def address(name: str) -> str:
    """What a parameter is called among what may change and is followed; nothing else has such a name."""
    return f"{ADDRESS}{name}"


def by_guard_name(definition: Definition) -> dict[str, Parameter]:
    """The parameters as guards write them: a hyphen in the name is `_`."""
    return {one.id.replace("-", "_"): one for one in definition.parameters}


def hung_on(definition: Definition) -> frozenset[str]:
    """The parameters that deadlines of a workflow hang on."""
    return definition.derived(_hung_on)


def _hung_on(definition: Definition) -> frozenset[str]:
    dues = [definition.due, *(one.due for one in definition.stages)]
    for state in definition.states:
        dues += [state.due, *(one.due for one in state.stages)]
    return frozenset(due.parameter for due in dues if isinstance(due, Due) and due.parameter is not None)
