"""What somebody else changed meanwhile."""

import pytest

from cdo_share.web.differences import (
    Difference,
    list_differences,
    pack_words,
    unpack_words,
)


def test_changed_new_and_gone_fields_are_told_in_order() -> None:
    before = {"Title": "Site", "Level": "expert", "Gone": "yes"}
    after = {"Rhythm": "weekly", "Title": "Shop", "Level": "expert"}

    assert list_differences(before, after) == [
        Difference("Rhythm", "", "weekly"),
        Difference("Title", "Site", "Shop"),
        Difference("Gone", "yes", ""),
    ]


def test_same_words_differ_in_nothing() -> None:
    assert list_differences({"a": "1", "b": ""}, {"b": "", "a": "1"}) == []


def test_words_survive_a_hidden_field() -> None:
    words = {"Titre": "« L’été » <b>", "Niveau": "2"}
    assert unpack_words(pack_words(words)) == words


@pytest.mark.parametrize("text", [None, "", "{", "[1]", '"a"', '{"a": ' + '"x' * 9000])
def test_field_that_is_not_ours_holds_no_words(text: str | None) -> None:
    assert unpack_words(text) == {}


def test_values_that_are_no_words_are_left_out() -> None:
    assert unpack_words('{"a": 1, "b": "two"}') == {"b": "two"}
