"""The shape of a document, declared once: which keys a mapping may have and what each may hold.

The structural checks (`structure.py`) and the JSON Schema for editors (`schema.py`) are both read off it.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ..core.provenance import PROVENANCES

Words = Literal[
    "prose", "reference", "term", "legal", "due", "milestone", "recurrence", "hours",
    "before", "after", "rung", "guard", "date", "moment", "instant", "share", "quorum", "count", "flag",
]  # fmt: skip
"""What a scalar may say: free text, a name looked up later, a term, so long before or after, and so on."""

IDENTIFIER = r"[a-z][a-z0-9_-]*"
"""Ids of workflows, states, actions, groups and choices; they go into history and URLs."""
NAME = IDENTIFIER
"""Names of fields, enumerations and records. A guard cannot name one with a hyphen, which it reads as minus."""
ROLE = IDENTIFIER
VALUE = r"[A-Za-z0-9][A-Za-z0-9_-]*"
"""Values of enumerations; they may be codes such as `K2`."""
FILE = r"[A-Za-z0-9][A-Za-z0-9._-]*"
"""A file in the data folder; no path leads out of it."""


class Word(Struct, frozen=True):
    """A scalar of a certain meaning."""

    kind: Words


class Name(Struct, frozen=True):
    """A scalar that gives something its name."""

    pattern: str


class OneOf(Struct, frozen=True):
    """A scalar from a closed list."""

    values: tuple[str, ...]


class ListOf(Struct, frozen=True):
    """A list; `alone` admits one member without the brackets."""

    member: Kind
    alone: bool = False
    least: int = 1


class Table(Struct, frozen=True):
    """A mapping from names that the author chooses."""

    pattern: str
    member: Kind
    least: int = 1


class Key(Struct, frozen=True):
    """A keyword that a form may have."""

    name: str
    kind: Kind
    required: bool = False


class Form(Struct, frozen=True):
    """A mapping with keywords from the vocabulary."""

    name: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        """The key of that name, if the form has it."""
        return next((one for one in self.keys if one.name == name), None)


class Either(Struct, frozen=True):
    """A short form in one word (or list), or the long form."""

    short: Kind
    long: Kind


class Anything(Struct, frozen=True):
    """Data whose form the case's fields decide."""


Kind = Word | Name | OneOf | ListOf | Table | Form | Either | Anything

PROSE = Word("prose")
REFERENCE = Word("reference")
REFERENCES = ListOf(REFERENCE)
REFERENCES_ALONE = ListOf(REFERENCE, alone=True)
ROLES = ListOf(REFERENCE, alone=True)
TITLE = Either(PROSE, Form("title", (Key("zh", PROSE, True), Key("en", PROSE, True))))
BASIS = Key("basis", PROSE)
SOURCED = (BASIS, Key("origin", OneOf(PROVENANCES)))
"""Where a rule comes from, and whose it is."""

_VALUE = Form("value", (
    Key("zh", PROSE, True), Key("en", PROSE, True), Key("means", TITLE), *SOURCED, Key("src", REFERENCE),
))  # fmt: skip
_ENUMERATION = Form("enumeration", (
    Key("title", TITLE), *SOURCED, Key("src", REFERENCE), Key("open", Word("flag")), Key("extends", Word("flag")),
    Key("values", Table(VALUE, Either(PROSE, _VALUE)), True),
))  # fmt: skip
_FIELD = Form("field", (Key("type", REFERENCE, True), Key("of", REFERENCE), Key("title", TITLE)))
_RECORD_FIELD = Form("record-field", (*_FIELD.keys, Key("optional", Word("flag"))))
_RECORD = Form("record", (
    Key("title", TITLE), Key("key", REFERENCE), Key("fields", Table(NAME, _RECORD_FIELD), True),
))  # fmt: skip
LAMPS = ("blue", "yellow", "orange", "red", "1", "2", "3")
"""How a rung names its lamp: `core.lamps.NAMED`."""
_LADDER = ListOf(Either(Word("rung"), Form("rung", (
    Key("at", Word("rung"), True), Key("to", ROLES), Key("lamp", OneOf(LAMPS)), Key("text", TITLE),
    Key("urgent", Word("flag")),
))))  # fmt: skip
_CONDITION = Either(Word("guard"), Form("condition", (
    Key("that", Word("guard"), True), *SOURCED, Key("title", TITLE),
)))  # fmt: skip
_ROW = Form("row", (
    Key("title", TITLE), Key("when", ListOf(_CONDITION, alone=True)), Key("allows", ListOf(REFERENCE, alone=True)),
    Key("demands", ListOf(REFERENCE, alone=True)), *SOURCED, Key("src", REFERENCE), Key("means", TITLE),
    Key("needs", REFERENCES), Key("cites", Word("flag")),
))  # fmt: skip
_DECISION_TABLE = Form("decision-table", (
    Key("title", TITLE), *SOURCED, Key("src", REFERENCE), Key("outcomes", REFERENCE, True),
    Key("rows", Table(VALUE, _ROW), True),
))  # fmt: skip
_LAW = Form("law", (
    Key("title", TITLE, True), Key("days", OneOf(("natural", "workdays")), True), Key("except", ListOf(Word("count"))),
    BASIS,
))  # fmt: skip
TYPES = Form("types", (
    Key("enumerations", Table(NAME, _ENUMERATION)), Key("records", Table(NAME, _RECORD)),
    Key("ladders", Table(IDENTIFIER, _LADDER)), Key("laws", Table(IDENTIFIER, _LAW)),
    Key("tables", Table(NAME, _DECISION_TABLE)),
))  # fmt: skip
_ENTRY = Form("entry", (Key("title", TITLE), Key("data", Anything())))
_REGISTER = Form("register", (
    Key("title", TITLE, True), *SOURCED, Key("by", REFERENCES_ALONE), Key("fields", Table(NAME, _FIELD)),
    Key("stock", REFERENCES_ALONE), Key("entries", Table(VALUE, _ENTRY)),
))  # fmt: skip
_REGISTERS = Key("registers", Table(IDENTIFIER, _REGISTER))
DATA_FILE = Form("data-file", (
    Key("title", TITLE), BASIS, *TYPES.keys, Key("fields", Table(NAME, _FIELD)), _REGISTERS,
))  # fmt: skip
"""A file of the data folder that holds types."""

PLACES = (
    "unit", "unit.parent", "unit.supervised_by", "unit.parent.parent", "unit.parent.supervised_by",
    "unit.supervised_by.parent", "unit.supervised_by.supervised_by",
)  # fmt: skip
_ROLE = Form("role", (
    Key("title", TITLE), Key("post", REFERENCE), Key("of", Either(OneOf(PLACES), Form("place", (Key("field", REFERENCE, True),)))),
    Key("else", OneOf(("anywhere",))), Key("person", REFERENCE),
))  # fmt: skip

_COUNTING = (
    Key("law", REFERENCE), Key("count", OneOf(("from-next-day", "both-ends"))), Key("rolls", Word("flag")),
    Key("until", OneOf(("midnight", "business"))),
)  # fmt: skip
_DUE_KEYS = (
    Key("within", Word("legal")), Key("date", Word("date")), Key("field", REFERENCE),
    Key("milestone", Word("milestone")), Key("every", Word("recurrence")), Key("parameter", REFERENCE), *_COUNTING,
    Key("again", Word("flag")),
    Key("stop", Word("guard")), Key("nature", OneOf(("internal", "promised", "statutory"))),
    Key("expires", REFERENCE), Key("met", ListOf(REFERENCE, alone=True)), Key("met_when", Word("guard")),
    Key("remind", ListOf(Word("before"), alone=True)), Key("escalate", Either(REFERENCE, _LADDER)), *SOURCED,
)  # fmt: skip
_STAGE = Either(Word("due"), Form("stage", (Key("title", TITLE), *_DUE_KEYS)))
_DUE = Either(Word("due"), Form("due", (*_DUE_KEYS, Key("stages", Table(IDENTIFIER, _STAGE)))))
_STAY = Form("stay", (
    Key("least", Word("legal"), True), Key("from", REFERENCE), Key("stop", Word("guard")), *SOURCED, *_COUNTING,
))  # fmt: skip
_SEEN = Key("confidential", Word("flag"))
_CHILDREN = Form("children", (
    Key("each", REFERENCE, True), Key("workflow", Name(IDENTIFIER), True), Key("done", Word("share")),
    Key("with", Table(NAME, REFERENCE)), _SEEN,
))  # fmt: skip
_GIVEN = Key("case", Table(NAME, REFERENCE))
_BRANCH = Form("branch", (
    Key("each", REFERENCE, True), Key("as", REFERENCE), Key("workflow", Name(IDENTIFIER), True), Key("done", Word("share")),
    Key("with", Table(NAME, REFERENCE)), _GIVEN, Key("unit", REFERENCE), Key("when", Word("guard")),
    Key("later", Word("flag")), Key("while", Word("guard")), Key("post", ListOf(REFERENCE, alone=True)), Key("level", REFERENCE),
    _SEEN,
))  # fmt: skip
_SPAWN = Form("spawn", (
    Key("name", Name(IDENTIFIER), True), Key("workflow", Name(IDENTIFIER), True), _GIVEN, Key("unit", REFERENCE),
    Key("when", Word("guard")), _SEEN,
))  # fmt: skip
_ADDS = Form("adds", (
    Key("register", REFERENCE, True), Key("key", REFERENCE, True), Key("title", REFERENCE), Key("with", Table(NAME, REFERENCE)),
    Key("confidential", OneOf(("false",))),
))  # fmt: skip
_OFFERED = Either(REFERENCE, Either(ListOf(Name(IDENTIFIER)), Table(IDENTIFIER, TITLE)))
"""Groups or choices: an enumeration, ids, or ids with their titles."""
_BALLOT = Form("ballot", (
    Key("groups", _OFFERED, True), Key("choices", _OFFERED, True),
    Key("approving", ListOf(REFERENCE, alone=True)), Key("open", Word("term")), Key("secret", Word("flag")),
    Key("valid", Word("guard"), True), Key("pass", Word("guard"), True), *SOURCED,
))  # fmt: skip
_BOUND = Form("bound", (Key("most", Word("count"), True), Key("then", REFERENCE, True), *SOURCED))
_EXTENDS = Form("extends", (
    Key("by", REFERENCE, True), Key("of", REFERENCE), Key("most", Word("count")), Key("longest", Word("legal")),
))  # fmt: skip
_DECIDES = Form("decides", (
    Key("table", REFERENCE, True), Key("row", REFERENCE, True), Key("outcome", REFERENCE, True), Key("cites", REFERENCE),
))  # fmt: skip
_DRAWS = Form("draws", (
    Key("from", REFERENCE, True), Key("size", REFERENCE, True), Key("into", REFERENCE, True),
    Key("exclude", REFERENCE), Key("strata", REFERENCE), Key("least", Word("count")),
))  # fmt: skip
_RANKS = Form("ranks", (
    Key("records", REFERENCE, True), Key("by", REFERENCE, True), Key("into", REFERENCE, True),
    Key("class", ListOf(REFERENCE, alone=True)),
    Key("order", OneOf(("descending", "ascending"))), Key("missing", OneOf(("apart", "last"))),
    Key("least", Form("sample", (Key("field", REFERENCE, True), Key("size", Word("count"), True)))),
))  # fmt: skip
_COUNTERSIGN = Form("countersign", (
    Key("parties", ListOf(REFERENCE, alone=True), True), Key("post", REFERENCE), Key("need", Word("quorum")),
    Key("order", Word("flag")), Key("refusal", OneOf(("stops", "counts")), True), *SOURCED,
))  # fmt: skip
_ACTION = Form("action", (
    Key("title", TITLE), Key("by", ROLES), Key("never", ROLES), Key("needs", REFERENCES), Key("may", REFERENCES),
    Key("when", ListOf(_CONDITION, alone=True)), Key("to", REFERENCE), Key("back", REFERENCE),
    Key("auto", Word("guard")), Key("rounds", _BOUND), Key("repeats", _BOUND), Key("keep", REFERENCES),
    Key("clear", REFERENCES), Key("opens", Name(NAME)), Key("closes", REFERENCE), Key("reopens", REFERENCE),
    *SOURCED, Key("extends", _EXTENDS), Key("spawns", ListOf(_SPAWN, alone=True)),
    Key("requires", ListOf(REFERENCE, alone=True)), Key("sets", Table(NAME, Word("guard"))),
    Key("edition", Word("flag")), Key("batch", Word("flag")), Key("decides", _DECIDES), Key("draws", _DRAWS),
    Key("ranks", _RANKS), Key("signs", OneOf(("agree", "refuse"))), Key("adds", _ADDS),
))  # fmt: skip
FINALS = ("success", "failure")
_STATE = Form("state", (
    Key("title", TITLE), *SOURCED, Key("due", _DUE), Key("stay", _STAY), Key("children", _CHILDREN),
    Key("branches", Table(IDENTIFIER, _BRANCH)), Key("settled", Word("flag")),
    Key("ballot", _BALLOT), Key("countersign", _COUNTERSIGN), Key("actions", Table(IDENTIFIER, _ACTION)),
    Key("final", OneOf(FINALS)),
))  # fmt: skip

_FILLED = Either(Name(FILE), Anything())
_CASE_START = Form("case-start", (
    Key("unit", REFERENCE, True), Key("by", REFERENCE, True), Key("data", _FILLED),
    Key("workflow", Name(IDENTIFIER)),
))  # fmt: skip
STATUSES = ("open", "success", "failure", "cancelled")
_EXPECT = Form("expect", (
    Key("state", REFERENCE), Key("round", Word("count")), Key("status", OneOf(STATUSES)),
    Key("overdue", ListOf(REFERENCE, alone=True, least=0)), Key("refused", ListOf(REFERENCE, alone=True)),
    Key("undetermined", ListOf(REFERENCE, alone=True, least=0)), Key("data", Anything()),
    Key("allowed", ListOf(REFERENCE, alone=True, least=0)), Key("edition", Word("count")),
    Key("hidden", Word("flag")), Key("masked", ListOf(REFERENCE, alone=True, least=0)),
    Key("signed", ListOf(REFERENCE, alone=True, least=0)),
    Key("children", ListOf(REFERENCE, alone=True, least=0)),
))  # fmt: skip
_CHANGE = Form("register-step", (
    Key("name", REFERENCE, True), Key("key", REFERENCE), Key("title", TITLE), Key("data", Anything()),
    Key("retire", REFERENCE),
))  # fmt: skip
_HAND_OVER = Form("hand-over", (Key("from", REFERENCE, True), Key("to", REFERENCE, True)))
_STEP = Form("step", (
    Key("start", _CASE_START), Key("name", PROSE), Key("of", REFERENCE),
    Key("by", REFERENCE), Key("do", REFERENCE), Key("child", REFERENCE), Key("data", _FILLED), Key("note", PROSE),
    Key("on_behalf_of", REFERENCE), Key("advance", Word("term")), Key("roll", Anything()), Key("cast", REFERENCE),
    Key("group", REFERENCE), Key("tally", Anything()), Key("batch", Word("flag")), Key("correct", Anything()),
    Key("hand_over", _HAND_OVER), Key("register", _CHANGE),
    Key("milestones", Table(IDENTIFIER, Word("date"))), Key("parameters", Table(IDENTIFIER, PROSE)), Key("unit", REFERENCE),
    Key("expect", _EXPECT),
))  # fmt: skip
_SCENARIO = Form("scenario", (
    Key("name", PROSE, True), Key("at", Word("moment"), True), Key("org", Name(FILE)),
    Key("start", _CASE_START, True), Key("steps", ListOf(_STEP), True),
))  # fmt: skip

PARAMETER_KINDS = ("term", "number", "integer", "text", "bool")
_PARAMETER = Form("parameter", (
    Key("title", TITLE, True), Key("type", OneOf(PARAMETER_KINDS), True), Key("default", PROSE),
    Key("by", REFERENCES_ALONE), *SOURCED,
))  # fmt: skip
GATE_PLACES = ("unit", "unit.parent", "unit.below", "anywhere")
_TELLS = Form("tells", (
    Key("each", REFERENCE, True), Key("field", ListOf(REFERENCE, alone=True), True), Key("with", Table(NAME, PROSE)),
))  # fmt: skip
_GATE = Form("gate", (
    Key("title", TITLE, True), Key("workflow", Name(IDENTIFIER), True), Key("of", OneOf(GATE_PLACES)),
    Key("level", REFERENCE), Key("as", Name(IDENTIFIER)), Key("when", Word("guard")), Key("newest", Word("flag")),
    Key("passed", ListOf(REFERENCE, alone=True)), Key("failed", ListOf(REFERENCE, alone=True)),
    Key("applies", Word("guard")), Key("names", REFERENCE), Key("listed", REFERENCE), Key("tells", _TELLS),
    Key("least", PROSE),
    Key("way_out", TITLE), Key("way_in", TITLE), BASIS,
))  # fmt: skip
_CONFIDENTIAL = Form("confidential", (Key("to", ROLES, True), Key("hidden_from", REFERENCES_ALONE),
    Key("hidden_in", REFERENCES_ALONE), *SOURCED,
))  # fmt: skip
_PRIVATE = Either(REFERENCES, Form("private", (
    Key("fields", REFERENCES_ALONE, True), Key("to", ROLES, True), *SOURCED,
)))  # fmt: skip

DOCUMENT = Form("document", (
    Key("workflow", Name(IDENTIFIER), True), Key("title", TITLE, True), BASIS, Key("roles", Table(ROLE, _ROLE), True),
    Key("start", Form("start", (Key("by", ROLES, True),))), Key("urge", Form("urge", (Key("by", ROLES, True),))),
    Key("separate", ListOf(ListOf(REFERENCE, least=2))),
    Key("law", REFERENCE), Key("office_hours", Word("hours")), Key("milestones", Table(IDENTIFIER, TITLE)),
    Key("gates", Table(IDENTIFIER, _GATE)), Key("parameters", Table(IDENTIFIER, _PARAMETER)),
    _REGISTERS, Key("correct", Form("correct", (Key("by", ROLES, True),))), Key("document", REFERENCES),
    Key("types", TYPES), Key("data", Table(NAME, _FIELD)),
    Key("confidential", _CONFIDENTIAL), Key("private", _PRIVATE), Key("due", _DUE),
    Key("states", Table(IDENTIFIER, _STATE), True), Key("scenarios", ListOf(_SCENARIO)),
))  # fmt: skip
"""A workflow file."""

EARLIER = ListOf(Form("earlier", (
    Key("workflow", Name(IDENTIFIER), True), Key("unit", REFERENCE, True), Key("by", REFERENCE, True),
    Key("at", Word("instant"), True), Key("data", Anything()), Key("note", PROSE), Key("key", PROSE),
    Key("on_behalf_of", REFERENCE),
    Key("steps", ListOf(Form("earlier-step", (
        Key("do", REFERENCE, True), Key("by", REFERENCE, True), Key("at", Word("instant"), True), Key("data", Anything()),
        Key("note", PROSE), Key("on_behalf_of", REFERENCE), Key("child", REFERENCE),
    )), least=0)),
)))  # fmt: skip
"""A file of cases of an earlier phase."""
