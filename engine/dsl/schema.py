"""The JSON Schema of a workflow file, read off the same shapes as the checks, for editors to complete and underline."""

from __future__ import annotations

from typing import Any

from .declarations import COLLECTIONS, PLAIN_KINDS
from .shapes import (
    DOCUMENT,
    Anything,
    Either,
    Form,
    Key,
    Kind,
    ListOf,
    Name,
    OneOf,
    Table,
    Word,
    Words,
)
from .structure import FORMS
from .vocabulary import KEYWORDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TERM = r"^ *[0-9]+ *(workdays?|days?|hours?|months?|years?|workhours?|个?工作日|个?自然日|个?小时|个月|年|个?工作小时) *$"
_LEGAL = _TERM.replace("|年)", "|年|日|天)")
_MILESTONE = r"^[a-z][a-z0-9_-]*( +[+-] +[0-9]+.*)?$"
_OFFSET = r"^ *([0-9]+ *[a-z]+ +(before|after)|到期 *[前后] *[0-9]+ *[^0-9 ]+) *$"
_WORDS: dict[Words, dict[str, Any]] = {
    "prose": {"type": ["string", "number", "boolean"]},
    "reference": {"type": ["string", "integer"]},
    "term": {"type": "string", "pattern": _TERM, "examples": ["10 workdays", "20 days", "36 hours", "2 months"]},
    "legal": {"type": "string", "pattern": _LEGAL, "examples": ["10 workdays", "20 days", "36 hours", "2 months"]},
    "due": {
        "type": "string", "pattern": f"({_LEGAL})|({_MILESTONE})", "examples": ["10 workdays", "basic-end - 10 days"],
    },
    "milestone": {"type": "string", "pattern": _MILESTONE, "examples": ["basic-end - 10 days"]},
    "recurrence": {"type": "string", "examples": ["每月25日前", "每季度末月20日前", "monthly by 25"]},
    "hours": {"type": "string", "examples": ["08:30-12:00, 14:00-17:30"]},
    "before": {"type": "string", "pattern": _OFFSET, "examples": ["1 workday before"]},
    "after": {"type": "string", "pattern": _OFFSET, "examples": ["3 workdays after"]},
    "rung": {"type": "string", "pattern": _OFFSET, "examples": ["3 workdays after"]},
    "guard": {"type": ["string", "boolean"], "examples": ["has(channel) && open_objections == 0"]},
    "date": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2014-09-30"]},
    "moment": {
        "type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}$", "examples": ["2014-08-01 09:00"],
    },
    "instant": {"type": "string", "examples": ["2014-03-05", "2014-03-05 09:00"]},
    "share": {"type": "string", "pattern": r"^(all|at least \d{1,3}(\.\d{1,2})? ?%)$", "examples": ["all"]},
    "quorum": {
        "type": "string", "pattern": r"^(all|any|at least \d{1,3}(\.\d{1,2})? ?%)$", "examples": ["all", "any"],
    },
    "count": {"type": "integer", "minimum": 1, "maximum": 9999},
    "flag": {"type": "boolean"},
}  # fmt: skip


def json_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of a workflow file.

    It knows keys, their meaning and their form. What names refer to, and what can be proven about the
    graph, only `duban check` sees.
    """
    forms: dict[str, dict[str, Any]] = {}
    schema = _schema(DOCUMENT, forms)
    return {
        "$schema": DIALECT,
        "title": "duban workflow",
        "description": _both(FORMS["document"].zh, FORMS["document"].en),
        **schema,
        "$defs": dict(sorted(forms.items())),
    }


def _schema(kind: Kind, forms: dict[str, dict[str, Any]]) -> dict[str, Any]:
    match kind:
        case Word(words):
            return dict(_WORDS[words])
        case Name(pattern):
            return {"type": "string", "pattern": f"^{pattern}$", "maxLength": 64}
        case OneOf(values):
            return {"type": "string", "enum": list(values)}
        case ListOf(member, alone, least):
            one = _schema(member, forms)
            many: dict[str, Any] = {"type": "array", "items": one, "minItems": least}
            return {"anyOf": [one, many]} if alone else many
        case Table(pattern, member, least):
            return {
                "type": "object",
                "patternProperties": {f"^{pattern}$": _schema(member, forms)},
                "additionalProperties": False,
                "minProperties": least,
            }
        case Either(short, long):
            return {"anyOf": [_schema(short, forms), _schema(long, forms)]}
        case Anything():
            return {}
        case Form(name):
            if name not in forms:
                forms[name] = {}
                forms[name].update(_form(kind, forms))
            return {"$ref": f"#/$defs/{name}"}


def _form(form: Form, forms: dict[str, dict[str, Any]]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "description": _both(FORMS[form.name].zh, FORMS[form.name].en),
        "properties": {key.name: _property(form, key, forms) for key in form.keys},
        "additionalProperties": False,
    }
    required = [key.name for key in form.keys if key.required]
    return schema | ({"required": required} if required else {})


def _property(form: Form, key: Key, forms: dict[str, dict[str, Any]]) -> dict[str, Any]:
    word = KEYWORDS[key.name]
    schema = {
        "description": _both(f"{word.chinese}：{word.meaning.zh}", word.meaning.en),
        **_schema(key.kind, forms),
    }
    if form.name in ("field", "record-field") and key.name in ("type", "of"):
        schema["examples"] = [*PLAIN_KINDS, *(COLLECTIONS if key.name == "type" else ())]
    return schema


def _both(zh: str, en: str) -> str:
    return f"{en} / {zh}"
