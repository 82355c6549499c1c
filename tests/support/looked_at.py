"""Every command that reads cases, as somebody might call it who may not know of one.

In the lines `{case}` is a case, `{hidden}` one that is hidden, and the others are files.
"""

from __future__ import annotations

NO_CASES = {
    "init": "makes tables",
    "demo": "plays on a database of its own",
    "org": "units and people",
    "check": "files",
    "fmt": "files",
    "test": "files, on databases of their own",
    "term": "a phrase",
    "doc": "a definition",
    "deploy": "definitions",
    "scheduler": "runs for ever; what it does is sweep and deliver",
}
"""Commands that read no cases of the database, and what they are about instead."""

ON_A_CASE = {
    "show": [["show", "{case}"], ["show", "{case}", "--json"]],
    "can": [["can", "{case}", "--json"]],
    "history": [["history", "{case}"], ["history", "{case}", "--json"]],
    "due": [["due", "{case}", "--json"], ["due", "{case}", "--explain", "--json"]],
    "graph": [["graph", "--case", "{case}", "--format", "mermaid"]],
    "verify": [["verify", "{case}", "--json"]],
    "do": [
        ["do", "{case}", "decide", "--json"],
        ["do", "{case}", "add", "--set", "what=x"],
        ["do", "{case}", "nothing"],
    ],
    "cancel": [["cancel", "{case}", "--note", "x", "--json"]],
    "urge": [["urge", "{case}", "--text", "x", "--json"]],
    "answer": [["answer", "{case}", "1", "--text", "x", "--json"]],
    "ballot": [
        ["ballot", "{case}", "result", "--json"],
        ["ballot", "{case}", "roll", "--data", "{roll}", "--json"],
        ["ballot", "{case}", "tally", "--data", "{tally}", "--json"],
        ["ballot", "{case}", "cast", "--group", "staff", "--choice", "agree", "--json"],
    ],
    "gates": [["gates", "{case}"], ["gates", "{case}", "--json"]],
    "editions": [["editions", "{case}"], ["editions", "{case}", "--json"]],
    "draw": [["draw", "show", "{case}"], ["draw", "show", "{case}", "--json"]],
    "diff": [["diff", "{case}"], ["diff", "{case}", "--json"], ["diff", "{case}", "1", "--json"]],
    "correct": [["correct", "{case}", "--set", "what=x", "--note", "x", "--json"]],
    "batch": [
        ["batch", "decide", "{case}", "--json"],
        ["batch", "decide", "{case}", "case-1", "nowhere", "--all-or-nothing", "--json"],
        ["batch", "decide", "nowhere", "{case}", "--json"],
    ],
    "hand-over": [
        ["hand-over", "--from", "he", "--to", "wu", "--case", "{case}", "--note", "x", "--json"],
        ["hand-over", "--from", "nobody", "--to", "wu", "--case", "{case}", "--note", "x"],
    ],
}
"""What is asked about one case by somebody."""
READS = ("show", "history", "due", "graph", "verify", "gates", "editions", "diff", "draw")
"""Those that change nothing and need not be told who looks."""
ACTS = ("can", "do")

BY_SOMEBODY = {
    "list": [["list"], ["list", "--json"], ["list", "--stuck", "--json"], ["list", "--overdue", "--json"],
             ["list", "--workflow", "clue", "--json"], ["list", "--unit", "school-board", "--status", "open", "--json"]],
    "todo": [["todo"], ["todo", "--json"]],
    "deliver": [["deliver", "--parked", "--json"], ["deliver", "--retry", "{hidden}:1"]],
    "gates": [["gates", "--unit", "school-board"], ["gates", "--unit", "school-board", "--json"]],
    "batch": [["batch", "show", "1", "--json"], ["batch", "show", "1"], ["batch", "show", "2"], ["batch", "show", "500000001"]],
    "hand-over": [["hand-over", "--from", "he", "--to", "sun", "--note", "x", "--json"],
                  ["hand-over", "--from", "wu", "--to", "sun", "--unit", "school-board", "--note", "x"]],
    "report": [["report", "--file", "{reports}", "--json"],
               *[["report", name, "--file", "{reports}", *more] for name in ("board", "all", "units")
                 for more in (["--json"], ["--csv"], ["--unit", "city", "--json"])]],
}  # fmt: skip
"""What is asked about all cases by somebody."""

BY_NOBODY = {
    "clock": [["clock", "--json"]],
    "calendar": [["calendar", "show", "2014"]],
    "milestone": [["milestone", "list", "--json"]],
    "parameter": [["parameter", "list", "--json"]],
    "register": [["register", "list", "--json"]],
    "workflows": [["workflows", "--json"]],
    "notices": [["notices", "--json"]],
    "sweep": [["sweep", "--last", "--json"]],
}
"""What is asked without saying who asks."""
