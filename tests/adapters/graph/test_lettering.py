from __future__ import annotations

from duban.adapters.graph.lettering import width, wrap


def test_a_chinese_character_is_one_em_wide() -> None:
    """Chinese text takes its number of characters times the size."""
    assert width("起草方案", 14) == 56
    assert width("，。（）", 10) == 40


def test_narrow_letters_take_less_than_wide_ones() -> None:
    """Latin letters are told apart by their width, and all are narrower than a Chinese character."""
    assert width("illi", 10) < width("nood", 10) < width("MWMW", 10) < width("中文中文", 10)


def test_lines_keep_within_their_width() -> None:
    """Every line of a broken text fits, whatever mixture it is."""
    text = "对照四个回应要求 rectification plan 逐项进行研究unbelievablylongwordwithoutabreak，分清轻重缓急"
    lines = wrap(text, 12, 100, 20)
    assert all(width(one, 12) <= 100 for one in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_words_stay_whole_and_marks_stay_behind() -> None:
    """A line breaks between English words, and no line begins with a closing mark."""
    assert wrap("submit to the group", 10, 62, 3) == ["submit to", "the group"]
    assert wrap("公开五日，期满", 10, 40, 3) == ["公开五", "日，期满"]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    """After the last allowed line the text is cut, and says so."""
    assert wrap("一二三四五六七八九十", 10, 40, 2) == ["一二三四", "五六七…"]
    assert wrap("", 10, 40, 2) == []
