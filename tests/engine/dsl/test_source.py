"""Text to nodes: nothing is typed, every word keeps its place, and hostile files end in a finding at once."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.dsl.diagnostics import Finding, Span, render
from duban.engine.dsl.source import Mapping, Scalar, Sequence, Source, read


def only(source: Source) -> Finding:
    """The one finding of a file that cannot be read."""
    assert source.root is None
    assert len(source.findings) == 1
    return source.findings[0]


def plain(node: object) -> object:
    """Nodes as lists, dicts and texts."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [plain(one) for one in items]
        case Mapping(entries):
            return {key.text: plain(value) for key, value in entries}
    raise TypeError(node)


def test_scalars_stay_what_was_written() -> None:
    """`on`, `no`, `1:30`, `1.10`, `007`, a date and `~` are texts, as keys and as values."""
    text = (
        "on: no\ntime: 1:30\nversion: 1.10\nnumber: 007\nday: 2014-08-01\nnothing: ~\nyes: [off, 0x1F, 1e3]\n"
    )
    assert plain(read(text, "f").root) == {
        "on": "no", "time": "1:30", "version": "1.10", "number": "007", "day": "2014-08-01", "nothing": "~",
        "yes": ["off", "0x1F", "1e3"],
    }  # fmt: skip


def test_every_word_keeps_its_place() -> None:
    """Keys, values and members know line, column and length, counted in characters."""
    root = read("a: b\n中文: {x: [1, 二三]}\n", "f").root
    assert isinstance(root, Mapping)
    key, value = root.entries[1]
    assert key.span == Span(2, 1, 2)
    assert isinstance(value, Mapping)
    members = value.get("x")
    assert isinstance(members, Sequence)
    assert [one.span for one in members.items] == [Span(2, 10, 1), Span(2, 13, 2)]


@pytest.mark.parametrize(
    ("line", "offset", "length", "span"),
    [
        ("when: days > 3", 5, 1, Span(1, 12, 1)),
        ("when: 'a == ''b'''", 6, 1, Span(1, 15, 1)),
        ('when: "a == \\"b\\""', 5, 3, Span(1, 13, 5)),
        ("when: 'days >'", 6, 1, Span(1, 14, 1)),
    ],
)
def test_a_place_inside_a_scalar_is_a_place_in_the_file(
    line: str, offset: int, length: int, span: Span
) -> None:
    """An offset in the meant text leads to the column in the file, through quotes and escapes."""
    source = read(line + "\n", "f")
    assert isinstance(source.root, Mapping)
    word = source.root.get("when")
    assert isinstance(word, Scalar)
    assert source.place(word, offset, length) == span


def test_a_place_in_a_folded_scalar_is_the_scalar() -> None:
    """Where a scalar covers several lines, the whole of it is meant."""
    source = read("when: >\n  days\n  > 3\n", "f")
    assert isinstance(source.root, Mapping)
    word = source.root.get("when")
    assert isinstance(word, Scalar)
    assert source.place(word, 5, 1) == word.span


def test_a_byte_order_mark_and_windows_line_ends_are_let_pass() -> None:
    """What editors on Windows write reads the same."""
    assert plain(read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "f").root) == {"a": "1", "b": "2"}


BOMB = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 2000)
)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("five megabytes", b"a: b\n" * 1_000_000, "file-too-large"),
        ("five megabytes of text", "督办" * 2_500_000, "file-too-large"),
        ("alias bomb", BOMB.encode(), "anchor"),
        ("deep lists", b"[" * 50_000, "too-deep"),
        ("deep mappings", b"{" * 50_000, "too-deep"),
        ("deep block lists", b"- " * 50_000, "too-deep"),
        ("deep keys", b"? " * 50_000, "too-deep"),
        ("deep indentation", "".join(f"{' ' * n}a:\n" for n in range(600)).encode(), "too-deep"),
        ("many nodes", b"- a\n" * 60_000, "too-many-nodes"),
        ("many nodes in a line", b"a: [" + b"b, " * 80_000 + b"]", "too-many-nodes"),
        ("one long word", b"a: " + b"x" * 250_000, ""),
        ("one long sentence", b"a: " + b"x " * 125_000, ""),
        ("an open quote", b"a: '" + b"x " * 125_000, "yaml-syntax"),
        ("only comments", b"# x\n" * 60_000, "empty-file"),
        ("only line ends", b"\n" * 250_000, "empty-file"),
        ("only tabs", b"\t" * 250_000, "tab"),
        ("only zeros", b"\x00" * 250_000, "control-character"),
        ("not UTF-8", b"a: \xff\xfe", "not-utf8"),
        ("UTF-16", "a: b".encode("utf-16"), "not-utf8"),
        ("half a character", "督".encode()[:2], "not-utf8"),
        ("a lone surrogate", "a: \ud800", "control-character"),
        ("text that turns round", "a: \u202eb", "control-character"),
        ("a tag that runs code", b"!!python/object/apply:os.system ['true']", "tag"),
        ("a local tag", b"a: !secret b", "tag"),
        ("another version", b"%YAML 1.1\n---\na: on\n", "directive"),
        ("a tag shorthand", b"%TAG ! tag:example.org,2000:\n---\na: b\n", "directive"),
        ("two documents", b"a: b\n---\nc: d\n", "several-documents"),
        ("a merge", b"a: b\n<<: {c: d}\n", "merge-key"),
        ("a list as key", b"? [a, b]\n: c\n", "key-not-text"),
        ("the same key twice", b"a: b\na: c\n", "duplicate-key"),
        ("nothing", b"", "empty-file"),
    ],
)
def test_hostile_files_end_in_a_finding_within_a_second(name: str, content: bytes | str, code: str) -> None:
    """Whatever comes, reading ends soon, with a finding that has a place, and never raises."""
    started = time.process_time()
    source = read(content, name)
    assert time.process_time() - started < 1.0
    codes = {one.code for one in source.findings} - {"more-findings"}
    assert codes == ({code} if code else set())
    for one in source.findings:
        assert one.line >= 1
        assert one.column >= 1
        assert name in render(one, source.text, "zh")


def test_a_syntax_error_stands_alone() -> None:
    """After a syntax error nothing else of the file can be trusted, so nothing else is said."""
    finding = only(read("a: &x 1\nb: [1, 2\nc: d\n", "f"))
    assert (finding.code, finding.line) == ("yaml-syntax", 3)


def test_a_full_width_colon_is_named_rather_than_its_consequences() -> None:
    """`title：` breaks the syntax lines later; the finding points at the colon."""
    finding = only(read("workflow：x\ntitle: {zh: a}\n", "f"))
    assert (finding.code, finding.line, finding.column) == ("full-width", 1, 9)


def test_a_very_long_line_is_shown_around_the_place() -> None:
    """The excerpt of a finding stays readable when the line does not."""
    source = read("a: [" + "b, " * 30_000 + "]\n", "f")
    shown = render(source.findings[0], source.text, "en")
    assert max(len(line) for line in shown.splitlines()) < 200


def test_the_caret_stands_under_the_word_after_chinese() -> None:
    """A Chinese character is two columns wide, so the caret moves by two."""
    source = read("中文: 1\n中文: 2\n", "f")
    line, caret = render(source.findings[0], source.text, "en").splitlines()[1:3]
    assert line == "  2 | 中文: 2"
    assert caret == "    | ^^^^"


@given(st.binary(max_size=200))
def test_no_bytes_make_it_raise(content: bytes) -> None:
    """Any bytes give nodes or findings; only a repeated key gives both."""
    source = read(content, "f")
    assert (source.root is None) == bool({one.code for one in source.findings} - {"duplicate-key"})


@given(st.text(alphabet="ab:-[]{},'\"#&*!|>?%@ \n中：", max_size=60))
def test_no_text_makes_it_raise(text: str) -> None:
    """Any text of YAML's own signs gives nodes or findings, each with a place inside the file."""
    source = read(text, "f")
    assert (source.root is None) == bool({one.code for one in source.findings} - {"duplicate-key"})
    for one in source.findings:
        assert 1 <= one.line <= text.count("\n") + 1
