"""The lists of the campaign are the notice's: its words, its sentences, all of them."""

from __future__ import annotations

import re
from functools import cache

import pytest

from duban.engine.core.fields import Enumeration
from duban.engine.core.text import Text
from duban.engine.dsl.catalogue import Catalogue, load_catalogue
from duban.workflows import CAMPAIGN, DATA

NOTICE = (CAMPAIGN / "notice.txt").read_text(encoding="utf-8")

LISTS: dict[int, tuple[str, ...]] = {
    1: ("response_source",),
    2: ("common_problem",),
    3: ("unit_category", "key_problem"),
    4: ("time_class",),
    5: ("special_handling",),
    6: ("livelihood_field", "complex_field"),
    7: ("care_group",),
    8: ("means_of_solution",),
    9: ("grassroots_task",),
    10: ("service_platform",),
    11: ("affair_disposition", "grassroots_burden"),
    12: ("inaction", "inaction_measure", "good_cadre"),
    13: ("special_topic",),
    14: ("added_topic",),
    15: (
        "plan_element",
        "disclosed_element",
        "special_plan_element",
        "programme_element",
        "grassroots_list_element",
        "measure_kind",
    ),
    16: ("progress_class",),
    17: ("acceptance_object",),
    18: ("five_ills",),
    19: ("clue_source",),
    20: ("inspection_method", "inspection_subject", "inspection_outcome"),
    21: ("handling_case", "handling_outcome"),
    22: ("institution_disposition", "institution_kind"),
    23: ("institution_theme", "gap_area"),
    24: ("institution_emphasis",),
    25: ("institution_principle", "institution_input", "formalism", "four_abilities", "enforcement_failure"),
    26: ("accountability_trigger", "accountability_measure"),
    27: ("review_reason", "review_response"),
    28: ("linkage_class",),
    29: ("consultation_channel", "vital_hearing"),
    30: ("disclosure_form", "internal_scope"),
    31: ("appraiser_group", "redo_kind"),
    32: ("survey_object", "survey_measure", "survey_output"),
    33: ("filed_document",),
    34: ("responsibility",),
    35: ("debrief_object", "debrief_hearing"),
    36: ("publicity_outcome",),
    37: ("cited_rule",),
    38: ("prevention",),
}
"""The 38 lists of the notice, and the enumerations that carry each."""

OPEN = {
    "common_problem", "key_problem", "livelihood_field", "complex_field", "care_group", "means_of_solution",
    "grassroots_burden", "added_topic", "programme_element", "clue_source", "inspection_method", "inspection_subject",
    "institution_theme", "gap_area", "formalism", "enforcement_failure", "consultation_channel", "appraiser_group",
}  # fmt: skip
"""The lists that end with 等 or say 重点是."""

SIZES = {
    "key_problem": 31,
    "grassroots_task": 18,
    "special_topic": 11,
    "added_topic": 8,
    "accountability_trigger": 11,
}


@cache
def catalogue() -> Catalogue:
    """What a workflow of the campaign may name."""
    return load_catalogue([CAMPAIGN / "data", DATA])


def sentence(src: str) -> str:
    """The sentence of the notice with this number: line and place on it (a sentence ends at 。)."""
    found = re.fullmatch(r"L(\d+)\.(\d+)", src)
    assert found is not None, src
    line = NOTICE.split("\n")[int(found[1]) - 1]
    return [one for one in line.split("。") if one.strip()][int(found[2]) - 1]


LISTED = [name for names in LISTS.values() for name in names]


def enumeration(name: str) -> Enumeration:
    """A list of the campaign."""
    return catalogue().types.enumerations[name]


def test_the_data_files_are_clean_and_all_38_lists_are_there() -> None:
    """No finding, 38 numbers, and no list of the campaign that belongs to none of them."""
    found = catalogue()
    assert found.findings == ()
    assert list(LISTS) == list(range(1, 39))
    own = load_catalogue([CAMPAIGN / "data"]).types.enumerations
    assert set(LISTED) <= own.keys()
    assert {name for name in own if own[name].src is not None} == set(LISTED)


@pytest.mark.parametrize("name", LISTED)
def test_every_value_is_the_notice_s_own_words(name: str) -> None:
    """Each Chinese title stands letter for letter in the sentence it names; what does not says it is no statement."""
    found = enumeration(name)
    assert found.src is not None and found.basis is not None
    assert found.basis in sentence(found.src), found.basis
    assert found.values
    for one in found.values:
        assert one.src is not None, one.id
        if one.origin in (None, "stated"):
            assert one.title.zh in sentence(one.src), (one.id, one.title.zh)
        if one.basis is not None:
            assert one.basis in sentence(one.src), (one.id, one.basis)
        assert one.title.en != one.title.zh and one.title.en.isascii(), one.id


def test_the_open_lists_are_those_the_notice_leaves_open() -> None:
    """Only a list whose sentence says 等 or 重点 can be added to."""
    assert {name for name in LISTED if enumeration(name).open} == OPEN
    for name in OPEN - {"key_problem"}:  # seven sentences, each with its own 等
        found = enumeration(name)
        told = "".join(sentence(src) for src in {one.src for one in found.values} if src)
        assert "等" in told or "重点" in told, name


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_the_counted_lists_have_their_number(name: str, size: int) -> None:
    """Eleven problems, eighteen tasks: where the notice or its reading counts, so do the data."""
    assert len(enumeration(name).values) == size


def test_what_a_value_stands_for_is_given_in_both_languages() -> None:
    """A condition or treatment beside a value is worded twice."""
    for name in LISTED:
        for one in enumeration(name).values:
            assert one.means is None or (
                one.means.zh and one.means.en and one.means != Text(one.means.zh, one.means.zh)
            )
