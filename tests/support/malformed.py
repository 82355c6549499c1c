"""Everything malformed that can be typed or handed over, and how the command line should end on it."""

from __future__ import annotations

import os
from collections.abc import Iterator

Call = tuple[str, ...]
LONG = "x" * 5000
EXIT = {"refused": 1, "conflict": 1, "fault": 1, "input": 2, "usage": 2, "unknown": 3}
NO_JSON: dict[str, bytes] = {
    "empty.json": b"",
    "bytes.json": bytes(range(256)),
    "cut.json": b'{"roadmap": ',
    "list.json": b"[1]",
    "number.json": b"3",
    "text.json": b'"roadmap"',
    "null.json": b"null",
    "nan.json": b'{"roadmap": NaN}',
    "infinity.json": b'{"roadmap": -Infinity}',
    "twice.json": b'{"roadmap": "a", "roadmap": "b"}',
    "twice-inside.json": b'{"problems": [{"no": 1, "no": 2}]}',
    "latin.json": '{"roadmap": "\xe9"}'.encode("latin-1"),
    "utf-16.json": '{"roadmap": "x"}'.encode("utf-16"),
    "deep.json": b'{"roadmap": ' + b"[" * 100_000,
    "digits.json": b'{"roadmap": ' + b"9" * 5000 + b"}",
    "comment.json": b'{"roadmap": "a"} // no',
    "two.json": b"{} {}",
    "single.json": b"{'roadmap': 'a'}",
}
"""Files that hold no JSON object."""
WRONG_DATA: dict[str, bytes] = {
    "surrogate.json": b'{"roadmap": "\\ud800"}',
    "nul.json": b'{"roadmap": "a\\u0000b"}',
    "long.json": b'{"roadmap": "' + b"x" * 300_000 + b'"}',
    "record.json": b'{"roadmap": {"a": 1}}',
    "bool.json": b'{"problems": true}',
    "rows.json": b'{"problems": [1, "a", null, []]}',
    "unknown.json": b'{"road-map": "x"}',
    "unknown-nul.json": b'{"a\\u0000": 1}',
    "unknown-surrogate.json": b'{"\\ud800": 1}',
    "empty-name.json": b'{"": 1}',
    "exponent.json": b'{"problems": [{"no": 1e999999999}]}',
    "big.json": b'{"problems": [{"no": 99999999999999999999}]}',
    "date.json": b'{"problems": [{"no": 1, "problem": "a", "source": "opinions", "measure": "a",'
    b' "responsible": "li", "due": "2014-13-40"}]}',
    "bare-days.json": '{"problems": [{"no": 1, "problem": "a", "source": "opinions", "measure": "a",'
    ' "responsible": "li", "due": "5天"}]}'.encode(),
}
"""JSON objects that the workflow refuses."""
WRONG_ROLLS: dict[str, tuple[bytes, str]] = {
    "roll-numbers.json": (b'{"staff": [1]}', "input"),
    "roll-text.json": (b'{"staff": "qian"}', "input"),
    "roll-nobody.json": (b'{"staff": ["nobody"]}', "refused"),
    "roll-group.json": (b'{"strangers": ["qian"]}', "refused"),
    "roll-none.json": (b"{}", "input"),
    "roll-surrogate.json": (b'{"\\ud800": ["\\ud800"]}', "refused"),
}
WRONG_TALLIES: dict[str, tuple[bytes, str]] = {
    "tally-list.json": (b'{"staff": [1]}', "input"),
    "tally-negative.json": (b'{"staff": {"invited": -1, "satisfied": 0}}', "refused"),
    "tally-half.json": (b'{"staff": {"invited": 1.5, "satisfied": 0}}', "refused"),
    "tally-text.json": (b'{"staff": {"invited": "ten"}}', "refused"),
    "tally-huge.json": (b'{"staff": {"invited": 1e400}}', "refused"),
    "tally-bool.json": (b'{"staff": {"invited": true, "satisfied": null}}', "refused"),
    "tally-choice.json": (b'{"staff": {"invited": 3, "splendid": 3}}', "refused"),
    "tally-none.json": (b"{}", "input"),
}
NO_DEFINITION: dict[str, bytes] = {
    "no-end.yaml": b"workflow: [",
    "bare.yaml": b"workflow: x\n",
    "bytes.yaml": b"\xff\xfe\x00",
    "empty.yaml": b"",
    "bomb.yaml": b"a: &a [x]\nb: [*a, *a]\n",
    "nul.yaml": b"workflow: \x00\n",
    "list.yaml": b"- 1\n",
    "text.txt": b"hello",
    "deep.yaml": b"[" * 10_000,
}
"""Files that hold no definition."""
NO_ORGANISATION: dict[str, bytes] = {
    "org-number.yaml": b"units: 3\n",
    "org-row.yaml": b"units:\n  - {id: 1}\n",
    "org-bytes.yaml": b"\xff\xfe\x00",
    "org-words.csv": b"a,b\n1",
    "units.csv": b"id,title\n,\n",
    "cut.xlsx": b"PK\x03\x04",
    "none.xlsx": b"",
    "org-text.txt": b"hello",
}
ODD = [
    "",
    LONG,
    "💥",
    "-",
    "9" * 400,
    "NaN",
    "None",
    "../../etc",
    "a b",
    "case-1\n",
    "'; drop table",
    "%s",
    "{x}",
    "{0}",
    "\u202e",
    "e\u0301",
]
"""Words that name nothing."""
NOT_TEXT = [os.fsdecode(b"\xff\xfe"), "\udcff", "a\0b"]
"""What reaches a program that is handed bytes that are no UTF-8."""
PLACES = ["missing", "missing/inside", "folder", "loop", LONG, "", "empty.json/inside"]
"""Paths where no file can be read."""
NO_MOMENT = [
    "2014-13-40",
    "2014-02-30",
    "5天",
    "",
    "NaN",
    "2014",
    "1e5",
    "2014-08-01T25:00",
    "0000-01-01",
    "now",
    "٢٠١٤-٠٨-٠١",
    LONG,
    "{x}",
]
NO_TERM = [
    "5天",
    "5",
    "五日",
    "P5D",
    "0 days",
    "99999999 workdays",
    "10001 days",
    "1.5 days",
    "",
    "days",
    "5 fortnights",
    "九月",
    LONG,
    "{x}",
    "9" * 400 + " days",
]
NO_DATABASE = [
    ("foo", "input"),
    ("://", "input"),
    ("", "input"),
    ("mysql://host/name", "input"),
    ("oracle://host/name", "input"),
    ("sqlite+other:///x.db", "input"),
    ("postgresql+asyncpg://host/name", "input"),
    ("http://host", "input"),
    ("postgresql://[::1", "input"),
    ("sqlite:///folder", "input"),
    ("sqlite:///text.txt", "input"),
    ("sqlite:///missing.db", "input"),
    ("sqlite:///missing/inside.db", "input"),
    (f"sqlite:///{LONG}", "input"),
    ("sqlite:///loop", "input"),
    ("sqlite:///nothing.db", "input"),
    ("sqlite:///other.db", "input"),
    ("sqlite:///head.db", "input"),
    ("sqlite:///damaged.db", "fault"),
    ("postgresql://u:secret@127.0.0.1:1/x", "fault"),
    ("postgresql://u:secret@127.0.0.1:99999/x", "fault"),
    (f"postgresql://u:secret@{'h' * 300}/x", "input"),
    ("postgresql://u:secret@nowhere.invalid/x", "fault"),
]
PLAN = ("start", "rectification-plan", "--unit", "water-bureau", "--by", "zhang")
SUBMIT = ("do", "case-1", "submit", "--by", "zhang")


def calls() -> Iterator[tuple[Call, str]]:
    """Every malformed call, and the kind of error it ends with; `findings` is a failed check."""
    yield from _with_files()
    yield from _with_words()
    yield from _with_times()
    for url, kind in NO_DATABASE:
        yield ("--db", url, "list"), kind
        yield ("list", "--db", url), kind
        yield ("--db", url, *SUBMIT), kind
    for url in ("missing/inside.db", "folder", "text.txt", "loop", "head.db", "text.txt/inside.db", LONG):
        yield ("init", "--db", f"sqlite:///{url}"), "input"
    yield from (((*call,), "usage") for call in WRONG_USAGE)


def _with_files() -> Iterator[tuple[Call, str]]:
    for file in [*NO_JSON, *PLACES]:
        for call in (
            PLAN,
            SUBMIT,
            ("ballot", "case-1", "roll", "--by", "zhao"),
            ("ballot", "case-1", "tally", "--by", "zhao"),
        ):
            yield (*call, "--data", file), "input"
    for file in WRONG_DATA:
        yield (*PLAN, "--data", file), "refused"
        yield (*SUBMIT, "--data", file), "refused"
    for verb, files in (("roll", WRONG_ROLLS), ("tally", WRONG_TALLIES)):
        for file, (_, kind) in files.items():
            yield ("ballot", "case-2", verb, "--by", "zhao", "--data", file), kind
    for file in NO_DEFINITION:
        for command in ("check", "test", "deploy"):
            yield (command, file), "unreadable" if file == "bytes.yaml" else "findings"
        yield ("doc", file), "input"
        yield ("graph", file), "input"
    for place in ("missing", "missing/inside", "loop", LONG, "", "text.txt/inside"):
        for command in ("check", "fmt", "test", "deploy"):
            yield (command, place), "input"
        yield ("org", "import", place), "input"
    for file in [*NO_ORGANISATION, "folder"]:
        yield ("org", "import", file), "input"
    for place in ("folder", "missing/inside", LONG, "text.txt/inside"):
        yield ("graph", "rectification-plan", "--output", place), "input"
        yield ("doc", "rectification-plan", "-o", place), "input"
    for place in ("text.txt", "text.txt/inside", LONG, "loop"):
        yield ("demo", "--into", place), "input"


def _with_words() -> Iterator[tuple[Call, str]]:
    for odd in ODD:
        for call in (
            ("show", odd),
            ("history", odd),
            ("due", odd),
            ("verify", odd),
            ("can", odd, "--by", "zhang"),
            ("do", odd, "submit", "--by", "zhang"),
            ("cancel", odd, "--by", "zhang", "--note", "x"),
            ("ballot", odd, "result"),
            ("graph", "--case", odd),
            ("list", "--workflow", odd),
            ("list", "--unit", odd),
            ("todo", "--by", odd),
            ("do", "case-1", "submit", "--by", odd),
            ("can", "case-1", "--by", odd),
            ("start", odd, "--unit", "water-bureau", "--by", "zhang"),
            ("start", "rectification-plan", "--unit", odd, "--by", "zhang"),
            ("start", "rectification-plan", "--unit", "water-bureau", "--by", odd),
        ):
            # An empty id is a script's variable that was never set.
            yield call, "unknown" if odd else "usage"
        yield ("do", "case-1", odd, "--by", "zhang"), "refused" if odd else "usage"
        yield (*SUBMIT, "--set", f"{odd}=1"), "refused" if odd.strip() else "input"
        yield (*SUBMIT, "--set", odd), "input"
        yield ("calendar", "show", odd), "usage"
        yield ("scheduler", "--every", odd), "usage"
        yield ("list", "--lang", odd), "usage"
        yield ("init", "--zone", odd), "input"
        yield ("ballot", "case-2", "cast", "--by", "zhang", "--group", odd, "--choice", odd), "refused"
    for bad in NOT_TEXT:
        unreadable: list[Call] = [
            ("show", bad),
            (bad,),
            (*SUBMIT, "--note", bad),
            ("check", bad),
            ("--db", bad, "list"),
            (*SUBMIT, "--set", f"roadmap={bad}"),
        ]
        yield from ((call, "usage") for call in unreadable)


def _with_times() -> Iterator[tuple[Call, str]]:
    for text in NO_MOMENT:
        yield ("clock", "set", text), "input"
        yield ("sweep", "--as-of", text), "input"
        yield ("init", "--rehearsal", text), "input"
    for text in NO_TERM:
        yield ("clock", "advance", text), "input"
    for text in ("2013-01-01", "2014-07-31T23:59", "0001-01-01"):
        yield ("clock", "set", text), "refused"
        yield ("sweep", "--as-of", text), "refused"


WRONG_USAGE = [
    (),
    ("--db",),
    ("--lang",),
    ("--lang", "fr", "list"),
    ("shwo", "case-1"),
    ("org",),
    ("calendar",),
    ("org", "export"),
    ("show",),
    ("show", "case-1", "case-2"),
    ("show", "case-1", "--colour"),
    ("show", "case-1", "--json=yes"),
    ("do", "case-1"),
    ("do", "case-1", "submit"),
    ("start", "rectification-plan", "--by", "zhang"),
    ("start", "--unit", "water-bureau", "--by", "zhang"),
    ("cancel", "case-1", "--by", "zhang"),
    ("can", "case-1"),
    ("todo",),
    ("todo", "zhang"),
    ("list", "--state"),
    ("list", "--status", "closed"),
    ("list", "--overdue=no"),
    ("ballot", "case-1"),
    ("ballot", "case-1", "count"),
    ("ballot", "case-1", "roll"),
    ("ballot", "case-1", "roll", "--by", "zhao"),
    ("ballot", "case-1", "cast", "--by", "qian", "--group", "staff"),
    ("ballot", "case-1", "cast", "--by", "qian", "--choice", "satisfied"),
    ("ballot", "case-1", "tally", "--by", "zhao"),
    ("check",),
    ("fmt",),
    ("test",),
    ("deploy",),
    ("graph",),
    ("doc",),
    ("graph", "rectification-plan", "--format", "gif"),
    ("clock", "set"),
    ("clock", "advance"),
    ("clock", "stop"),
    ("clock", "advance", "-3 workdays"),
    ("clock", "set", "2014-08-02", "now"),
    ("calendar", "show"),
    ("calendar", "show", "0"),
    ("calendar", "show", "10000"),
    ("scheduler", "--every", "0"),
    ("scheduler", "--every", "3601"),
    ("org", "import"),
    ("sweep", "now"),
    ("init", "here"),
]
CALLS = list(calls())
"""Every malformed call with the kind of error it ends with."""
