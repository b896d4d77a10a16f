"""Sentences in the lines of a terminal: nothing is lost, and no line ends within a word."""

from hypothesis import given
from hypothesis import strategies as st

from aksnet.folded import folded

WORDS = st.lists(st.text("abc-/", min_size=1, max_size=30), min_size=1, max_size=30)


def test_what_follows_a_break_is_indented_by_two_more() -> None:
    text = "a: b\n    one of the modes kubenet, overlay and others\n    see: https://learn.microsoft.com/azure/aks/x"
    assert folded(text, 30).split("\n") == [
        "a: b",
        "    one of the modes kubenet,",
        "      overlay and others",
        "    see:",
        "      https://learn.microsoft.com/azure/aks/x",
    ]
    assert folded("short\n\n  as it is", 30) == "short\n\n  as it is"


@given(words=WORDS, columns=st.integers(min_value=10, max_value=120), indent=st.integers(min_value=0, max_value=6))
def test_no_word_is_lost_or_cut_and_only_a_long_word_makes_a_long_line(
    words: list[str], columns: int, indent: int
) -> None:
    lines = folded(" " * indent + " ".join(words), columns).split("\n")
    assert [word for line in lines for word in line.split()] == words
    assert [line for line in lines if len(line) > columns and len(line.split()) > 1] == []
