"""The table of communes: complete, and searched as people type."""

import pytest

from cdo_share.communes.distance import km_between
from cdo_share.communes.file import read_table
from cdo_share.communes.table import (
    communes_within,
    department_of,
    find_communes,
    get_commune,
    resolve_commune,
)


def labels(text: str, limit: int = 3) -> list[str]:
    return [commune.label for commune in find_communes(text, limit)]


def resolved(name: str, postal_code: str = "") -> list[str]:
    return [commune.label for commune in resolve_commune(name, postal_code)]


def test_table_has_every_commune_of_the_official_list_with_a_point_in_france() -> None:
    table = read_table()
    communes = [get_commune(insee) for insee in table.numbers]

    assert len(communes) == 34_963
    assert [one for one in communes if one is None or not one.name] == []
    assert len({one.department for one in communes if one}) == 107
    assert sum(not one.is_exact for one in communes if one) == 430


def test_commune_has_its_name_codes_point_and_population() -> None:
    vannes, paris = get_commune("56260"), get_commune("75056")

    assert vannes is not None
    assert paris is not None
    assert (vannes.name, vannes.department, vannes.postal_codes) == ("Vannes", "56", ("56000",))
    assert km_between(vannes.lat, vannes.lon, 47.6587, -2.7599) < 0.5
    assert (vannes.is_exact, vannes.population > 50_000) == (True, True)
    assert len(paris.postal_codes) == 21
    assert get_commune("56999") is None


@pytest.mark.parametrize(
    ("insee", "department"), [("56260", "56"), ("2A004", "2A"), ("97411", "974"), ("98818", "988")]
)
def test_department_stands_at_the_beginning_of_the_code(insee: str, department: str) -> None:
    assert department_of(insee) == department


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vannes", ["Vannes (56)", "Vannes-sur-Cosson (45)", "Vannes-le-Châtel (54)"]),
        ("VÀN", ["Vannes (56)", "Vandœuvre-lès-Nancy (54)", "Vanves (92)"]),
        ("mans", ["Le Mans (72)", "Mansle-les-Fontaines (16)", "Mansigné (72)"]),
        ("st den", ["Saint-Denis (974)", "Saint-Denis (93)", "Saint-Denis-en-Val (45)"]),
        ("st", ["Strasbourg (67)", "Saint-Étienne (42)", "Saint-Denis (974)"]),
        ("ste-anne-d'auray", ["Sainte-Anne-d'Auray (56)"]),
        ("y", ["Y (80)", "Yerres (91)", "Yutz (57)"]),
        ("rradon", ["Arradon (56)"]),
        ("56000", ["Vannes (56)"]),
        ("56260", ["Larmor-Plage (56)", "Vannes (56)"]),
        ("2a0", ["Ajaccio (2A)", "Bastelicaccia (2A)", "Alata (2A)"]),
        ("56000 van", ["Vannes (56)"]),
        ("saint-denis 93", ["Saint-Denis (93)", "L'Île-Saint-Denis (93)"]),
        ("paris 11", ["Paris (75)", "Parisot (81)", "Parisot (82)"]),
        ("7", ["Paris (75)", "Le Havre (76)", "Le Mans (72)"]),
        ("nulle part", []),
        ("  ", []),
        ("(-)", []),
    ],
)
def test_find_proposes_the_likeliest_first(text: str, expected: list[str]) -> None:
    assert labels(text) == expected


def test_find_proposes_each_commune_once_and_no_more_than_asked_for() -> None:
    found = labels("saint", limit=50)

    assert (len(found), len(set(found))) == (50, 50)


@pytest.mark.parametrize(
    ("name", "postal_code", "expected"),
    [
        ("Vannes", "", ["Vannes (56)"]),
        ("vannes (56)", "", ["Vannes (56)"]),
        ("VANNES", "56999", ["Vannes (56)"]),
        ("Vannes", "75001", []),
        ("Hermitage", "35590", ["L'Hermitage (35)"]),
        ("Saint-Denis", "93200", ["Saint-Denis (93)"]),
        ("Paris 11e", "75011", ["Paris (75)"]),
        ("", "56000", ["Vannes (56)"]),
        ("56260", "", ["Larmor-Plage (56)", "Vannes (56)"]),
        ("560", "", []),
        ("Vann", "", []),
        ("", "", []),
    ],
)
def test_resolve_finds_the_commune_that_is_meant(
    name: str, postal_code: str, expected: list[str]
) -> None:
    assert resolved(name, postal_code) == expected


def test_resolve_returns_all_namesakes_when_nothing_decides() -> None:
    assert resolved("saint denis") == [
        "Saint-Denis (974)",
        "Saint-Denis (93)",
        "Saint-Denis (11)",
        "Saint-Denis (30)",
    ]


def test_every_label_means_one_commune_only() -> None:
    table = read_table()
    communes = [get_commune(insee) for insee in table.numbers]

    assert len({one.label for one in communes if one}) == len(communes)


def test_communes_of_a_box_come_with_the_largest_first() -> None:
    found = [one.name for one in communes_within(47.6, -2.9, 47.7, -2.7, 3)]

    assert found == ["Vannes", "Saint-Avé", "Séné"]
