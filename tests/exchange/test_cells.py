"""What people mean by a cell, and what a spreadsheet has made of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from cdo_share.core.grid import Half
from cdo_share.exchange import cells
from cdo_share.exchange.cells import CellFault


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (cells.read_whole, "1 200", 1200),
        (cells.read_whole, "12,0", 12),
        (cells.read_whole, "12.00", 12),
        (cells.read_decimal, "47,6586", 47.6586),
        (cells.read_decimal, "-2.75", -2.75),
        (cells.read_day, "31/12/2026", date(2026, 12, 31)),
        (cells.read_day, "2026-12-31", date(2026, 12, 31)),
        (cells.read_day, "2026-12-31 08:30:00", date(2026, 12, 31)),
        (cells.read_day, "31/12/2026 8:30", date(2026, 12, 31)),
        (cells.read_day, "29.02.2028", date(2028, 2, 29)),
        (cells.read_yes_no, "OUI", True),
        (cells.read_yes_no, "x", True),
        (cells.read_yes_no, "Non", False),
        (cells.read_siret, "732 829 320 00074", "73282932000074"),
    ],
)
def test_cell_means(reader: Callable[[str], Any], text: str, value: Any) -> None:
    assert reader(text) == value


@pytest.mark.parametrize(
    ("reader", "text", "words"),
    [
        (cells.read_siret, "1,23E+13", "a abrégé"),
        (cells.read_siret, "7.3282932000074e13", "a abrégé"),
        (cells.read_day, "31/02/2026", "31/12/2026"),
        (cells.read_day, "02/2026", "31/12/2026"),
        (cells.read_day, "31/12/10000", "31/12/2026"),
        (cells.read_day, "46391", "le format Date"),
        (cells.read_day, "46391.5", "le format Date"),
        (cells.read_whole, "12,5", "entier"),
        (cells.read_whole, "1.000", "entier"),
        (cells.read_whole, "1,000", "entier"),
        (cells.read_whole, "douze", "entier"),
        (cells.read_decimal, "47,65,86", "n’est pas un nombre"),
        (cells.read_decimal, ",", "n’est pas un nombre"),
        (cells.read_yes_no, "peut-être", "ni oui ni non"),
    ],
)
def test_cell_that_means_nothing_is_refused_with_a_remedy(
    french: Callable[[Any], str], reader: Callable[[str], Any], text: str, words: str
) -> None:
    with pytest.raises(CellFault) as caught:
        reader(text)

    assert words in french(caught.value.message)


@pytest.mark.parametrize(
    ("vocabulary", "text", "code"),
    [
        ("regime", "Forfait jours", "forfait_jours"),
        ("regime", "part-time", "part_time"),
        ("cadence", "Toutes les deux semaines", "fortnightly"),
        ("cadence", "weekly", "weekly"),
        ("place", "A distance", "remote"),
        ("urgency", "URGENTE", "urgent"),
        ("skill", "vente-web", "VENTE-WEB"),
        ("skill", "e-invoicing", "GEST-FACT"),
        ("level", "Expert", "3"),
        ("level", "2", "2"),
    ],
)
def test_closed_list_is_read_in_both_languages_and_as_code(
    vocabulary: str, text: str, code: str
) -> None:
    assert cells.read_choice(text, vocabulary, "fr") == code


def test_word_near_one_of_the_list_is_refused_with_that_one() -> None:
    with pytest.raises(CellFault) as caught:
        cells.read_choice("chaque semainne", "cadence", "fr")

    assert caught.value.message.values["near"] == "chaque semaine"


def test_word_near_none_of_the_list_is_refused_with_the_whole_list() -> None:
    with pytest.raises(CellFault) as caught:
        cells.read_choice("crêpes", "place", "fr")

    assert caught.value.message.values["labels"] == "sur place, à distance"


def test_skills_are_read_by_code_or_name_with_a_level_in_words_or_figures() -> None:
    text = "VENTE-WEB : 3 ; Facturation électronique : autonome\nSECU-CYB"

    assert cells.read_skills(text, "fr") == {"VENTE-WEB": 3, "GEST-FACT": 2, "SECU-CYB": 2}


def test_skills_written_are_read_back() -> None:
    skills = {"VENTE-WEB": 1, "IA-USAGE": 3}

    assert cells.read_skills(cells.write_skills(skills), "fr") == skills


def test_halfdays_are_read_and_a_day_alone_means_both_halves() -> None:
    read = cells.read_halfdays("lundi matin, Jeudi", "fr")

    assert read == {(0, Half.AM), (3, Half.AM), (3, Half.PM)}
    assert cells.read_halfdays(cells.write_halfdays(read, "en"), "en") == read


@pytest.mark.parametrize(
    ("text", "mended"),
    [("1004", ("01004", True)), ("01004", ("01004", False)), ("2a004", ("2A004", False))],
)
def test_zero_lost_at_the_beginning_of_a_code_is_put_back(
    text: str, mended: tuple[str, bool]
) -> None:
    assert cells.mend_code(text) == mended


@pytest.mark.parametrize(
    "text", ["#REF!", "#NOM?", "#N/A", "#SPILL!", "#CALC!", "#GETTING_DATA", "#DÉVERSEMENT!"]
)
def test_failed_formula_is_refused(text: str) -> None:
    with pytest.raises(CellFault):
        cells.refuse_broken(text)


@pytest.mark.parametrize("text", ["#1", "#Boutique", "# 3 !", "n°1 !"])
def test_text_that_begins_with_a_hash_is_no_failed_formula(text: str) -> None:
    cells.refuse_broken(text)


@pytest.mark.parametrize("reader", [cells.read_whole, cells.read_decimal, cells.read_siret])
def test_long_hostile_text_is_judged_at_once(reader: Callable[[str], Any]) -> None:
    for text in ("1" * 100_000, "1 " * 50_000, "1," * 50_000, "e" * 100_000):
        try:
            reader(text)
        except CellFault as fault:
            assert len(str(fault)) < 400  # noqa: PT017 - some of them can be read
