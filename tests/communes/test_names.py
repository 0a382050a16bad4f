"""Names of communes as people type them."""

import pytest

from cdo_share.communes.names import plain, spellings, split_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("L'Haÿ-les-Roses\nÉvry (91)", "l hay les roses\nevry 91"),
        ("Château-Chinon (Ville)", "chateau chinon ville"),
        ("  Vandœuvre-lès-Nancy ", "vandoeuvre les nancy"),
        ("St-Nazaire s/ Mer", "st nazaire s mer"),
        ("!?", ""),
    ],
)
def test_plain_drops_accents_case_and_punctuation(text: str, expected: str) -> None:
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("56000 Vannes", ("vannes", "56000")),
        ("St-Avé (56)", ("saint ave", "56")),
        ("Ste Anne", ("sainte anne", "")),
        ("2a004", ("", "2A004")),
        ("Paris 11e", ("paris 11e", "")),
        ("", ("", "")),
    ],
)
def test_words_are_split_into_a_name_and_a_code(text: str, expected: tuple[str, str]) -> None:
    assert split_words(text) == expected


def test_unfinished_saint_may_also_be_the_beginning_of_a_word() -> None:
    assert [spellings(text) for text in ("st", "Pont Ste", "saint")] == [
        ["saint", "st"],
        ["pont sainte", "pont ste"],
        ["saint"],
    ]
