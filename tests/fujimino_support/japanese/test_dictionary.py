"""Whatever is written can be divided into words, and nothing of it is lost."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujimino_support.japanese.characters import printable
from fujimino_support.japanese.dictionary import LONGEST, meant_as_typed, readings_of, spellings, usual, words


@pytest.mark.parametrize("sign", ["㍿", "ﷺ", "﷽", "𠀋", "🙂", "あ", "ﾊﾞ", "a", "漢", "e\u0301"])
def test_as_much_as_can_be_typed_is_divided(sign):
    text = sign * (2 * LONGEST)

    assert "".join(word.text for word in words(text)) == printable(text)
    assert isinstance(spellings(text), list)


def test_a_long_run_of_nouns_costs_as_much_as_its_length():
    start = time.process_time()

    spellings("会" * 10_000)

    assert time.process_time() - start < 5


@given(st.text(max_size=60))
def test_whatever_is_typed_is_divided_and_read(text):
    for compounds in (False, True):
        assert "".join(word.text for word in words(text, compounds)) == printable(text)
    assert isinstance(usual(text), dict)
    assert isinstance(meant_as_typed(text), frozenset)
    assert all(reading for reading in readings_of(text))
