"""Parameters: figures that each place sets for itself, from checked nodes to values."""

from __future__ import annotations

from ..core.definition import Definition, Parameter, ParameterKind
from ..core.guards import BOOL, INTEGER, NUMBER, TEXT
from ..core.guards.types import Type
from ..core.parameters import KINDS, read_parameter
from ..core.thresholds import is_strange_share, parameters_of_shares, share_meant
from .access import entries, prose, scalar, title, words
from .diagnostics import Report
from .source import Mapping, Scalar
from .sourcing import origin_of

_KINDS: dict[str, ParameterKind] = {
    "term": "term",
    "number": "number",
    "integer": "integer",
    "text": "text",
    "bool": "bool",
}
_READ: dict[str, Type] = {"number": NUMBER, "integer": INTEGER, "text": TEXT, "bool": BOOL}


def declare_parameters(root: Mapping, report: Report) -> tuple[Parameter, ...]:
    """The parameters of a file; a default that is not of its type is reported."""
    return tuple(_parameter(name, node, report) for name, node in entries(root, "parameters"))


def parameter_names(root: Mapping) -> dict[str, Type]:
    """What guards may read of the parameters; a term is for deadlines only."""
    found: dict[str, Type] = {}
    for name, node in entries(root, "parameters"):
        kind = scalar(node, "type")
        if kind is not None and kind.text in _READ:
            found[f"param.{name.text.replace('-', '_')}"] = _READ[kind.text]
    return found


def lint_parameters(definition: Definition, root: Mapping, report: Report) -> None:
    """A default that a share is held against though no share can be so small or so big."""
    shares = parameters_of_shares(definition)
    for name, node in entries(root, "parameters"):
        default = scalar(node, "default")
        if default is None or name.text not in shares:
            continue
        if is_strange_share(default.text):
            said = default.text.strip()
            report.error("share-range", default.span, figure=said, share=share_meant(said))


def _parameter(name: Scalar, node: Mapping, report: Report) -> Parameter:
    kind, default = scalar(node, "type"), scalar(node, "default")
    made = Parameter(
        id=name.text,
        title=title(node, name.text),
        kind=_KINDS[kind.text] if kind is not None and kind.text in _KINDS else "text",
        default=default.text.strip() if default is not None else None,
        basis=prose(node, "basis"),
        origin=origin_of(node, report),
        by=tuple(dict.fromkeys(one.text for one in words(node, "by"))),
    )
    if default is not None and read_parameter(made.kind, default.text) is None:
        report.error("parameter-default", default.span, name=made.id, kind=KINDS[made.kind])
    return made
