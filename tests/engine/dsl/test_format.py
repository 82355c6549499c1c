"""The canonical form: comments, order and values stay, the rest becomes one way of writing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.engine.dsl.format import format_source, format_text
from duban.engine.dsl.source import Mapping, Node, Scalar, Sequence, read
from duban.workflows import DATA, FOLDER

UNTIDY = """

# the top
workflow:   leave   \r
title:
      zh: "请假"
      en:   "leave"


      # about states
states:
- a
-   b: 1
    c: |
       keep  this
         and that   

       end
    # after c
    d: "two
      lines"
-  - x
   - y
last: [1,
   2,
 # inside
   3]   
q: 'no'
# the end


"""  # noqa: W291 blanks at the end are the point
TIDY = """\
# the top
workflow:   leave
title:
  zh: "请假"
  en:   leave

  # about states
states:
  - a
  - b: 1
    c: |
       keep  this
         and that   

       end
    # after c
    d: "two
      lines"
  - - x
    - y
last: [1,
   2,
 # inside
   3]
q: 'no'
# the end
"""  # noqa: W291 blanks inside a text stay


def meaning(node: Node | None) -> object:
    """What a file says, without places and quotes."""
    match node:
        case Scalar(text):
            return text
        case Sequence(items):
            return [meaning(one) for one in items]
        case Mapping(entries):
            return [(key.text, meaning(value)) for key, value in entries]
    return None


def test_an_untidy_file_becomes_tidy() -> None:
    """Indentation, blanks at line ends, empty lines, dashes and needless quotes are put in order, nothing else."""
    done = format_source(UNTIDY, "f")
    assert done.findings == ()
    assert done.changed
    assert done.text == TIDY


def test_what_is_canonical_stays_byte_for_byte() -> None:
    """Formatting twice is formatting once."""
    done = format_source(TIDY.encode(), "f")
    assert not done.changed
    assert done.text == TIDY


@pytest.mark.parametrize("path", [*FOLDER.glob("*.yaml"), *DATA.glob("*.yaml")], ids=lambda path: path.name)
def test_the_shipped_files_are_canonical(path: object) -> None:
    """What ships is written as `duban fmt` would write it."""
    text = (FOLDER / str(path)).read_text(encoding="utf-8")
    assert format_text(text) == text


def test_a_file_with_a_syntax_finding_is_left_as_it_is() -> None:
    """What cannot be read is not touched, and the reason is told."""
    done = format_source("a: [1\n", "f")
    assert (done.text, done.changed) == ("a: [1\n", False)
    assert [one.code for one in done.findings] == ["yaml-syntax"]


def test_a_change_of_meaning_is_refused() -> None:
    """Blanks that are the content of a text would be lost by moving it, so the file is left as it is."""
    text = "a:\n      b: |\n        x\n          \n        y\n"
    done = format_source(text, "f")
    assert (done.text, done.changed) == (text, False)
    assert [one.code for one in done.findings] == ["format-unsafe"]


def test_words_that_others_misread_keep_their_quotes() -> None:
    """`'no'` and `'true'` stay quoted, `'done'` does not; numbers and sentences are left alone."""
    assert (
        format_text("a: ['no', 'true', 'done', '007', 'x y']\n") == "a: ['no', 'true', done, '007', 'x y']\n"
    )


NODES = st.recursive(
    st.text(alphabet="abc-xyz 督办'", min_size=1, max_size=8).map(str.strip).filter(bool),
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from("pqrstu"), inner, min_size=1)
    ),
    max_leaves=12,
)


def block(value: object, indent: int, step: int) -> str:
    """A value in block style with so many blanks a level."""
    pad = " " * indent
    if isinstance(value, dict):
        return "".join(f"{pad}{key}:{below(one, indent + step, step)}" for key, one in value.items())
    if isinstance(value, list):
        return "".join(f"{pad}-{below(one, indent + step, step)}" for one in value)
    raise TypeError(value)


def below(value: object, indent: int, step: int) -> str:
    """What stands after a key or a dash."""
    if isinstance(value, str):
        return " '" + value.replace("'", "''") + "'   \n"
    return "  # why\n\n\n" + block(value, indent, step)


@given(value=st.dictionaries(st.sampled_from("abcdef"), NODES, min_size=1), step=st.integers(1, 7))
def test_any_indentation_comes_to_the_same(value: dict[str, object], step: int) -> None:
    """However deep somebody indents, the canonical text is one, says the same, and stays as it is."""
    text = block(value, 0, step)
    done = format_source(text, "f")
    assert done.findings == ()
    assert meaning(read(done.text, "f").root) == meaning(read(text, "f").root)
    assert format_text(done.text) == done.text
    assert done.text == format_text(block(value, 0, 2))
