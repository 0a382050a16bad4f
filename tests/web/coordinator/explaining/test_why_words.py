"""Every rule of the judge reads as a sentence with names, and none is left without words."""

from datetime import date

import pytest
from flask import Flask

from cdo_share.accounts.models import Regime
from cdo_share.core.grid import HALF_DAYS
from cdo_share.demands.models import DemandState
from cdo_share.web.coordinator.explaining.scene import Names
from cdo_share.web.coordinator.names import CdoName, DemandName
from cdo_share.web.coordinator.why_words import Told, list_reasons, why_text
from solver.case import RULES, Broken

VISIT, OTHER = "D1 by C1 on 2027-01-04 slot 0", "D2 by C1 on 2027-01-04 slot 1"
NAMES = Names(
    {1: CdoName(1, "Zoé", Regime.HOURS), 2: CdoName(2, "Yann", Regime.HOURS)},
    {
        number: DemandName(number, "Site", "WEB", number, member, 4, DemandState.SUBMITTED)
        for number, member in ((1, "Biscuits"), (2, "Bateaux"))
    },
    HALF_DAYS,
)
INSTANCE = {
    "demands": [{"id": "D1", "skill": "WEB", "level": 2, "excluded": []}],
    "cdos": [{"id": "C1", "skills": {"WEB": 1}}],
}
DAY = "lundi 4 janvier"
CASES = [
    ("H1", (VISIT,), "Lundi 4 janvier : ce jour est hors des dates demandées par Biscuits."),
    (
        "H1",
        ("D1", "2 visits from 2027-01-04 to 2027-01-08"),
        "Du lun. 4 janv. au ven. 8 janv., Biscuits a déjà autant d’interventions",
    ),
    ("H2", (VISIT, "not available in slot 0"), f"Zoé n’est pas disponible le {DAY}."),
    ("H2", ({"demand": "D1"}, "over noon"), "par-dessus la pause de midi"),
    ("H2", ({"demand": "D1"},), "n’est disponible alors"),
    ("H3", (VISIT,), "Zoé n’a pas « WEB » au niveau demandé."),
    ("H4", (VISIT, "slot 0 is given to D2"), f"Le {DAY}, Zoé est déjà chez Bateaux"),
    ("H5", ("C1", "2027-01-04", "2 slots"), f"Zoé travaillerait 2 demi-journées le {DAY}"),
    ("H5", ("C1", "week (2027, 1)", "11 slots"), "11 demi-journées en semaine 1"),
    ("H5", ("C1", "41 slots in the period"), "41 demi-journées dans la période"),
    ("H5", ("C1", "4 weeks from (2027, 1)", "30 slots"), "en moyenne sur plusieurs semaines"),
    ("H6", ("D1", "5 of 4 slots"), "Biscuits aurait plus que demandé"),
    ("H7", ("D1", "C1", "C2"), "2 CDO viendraient chez Biscuits"),
    ("H8", (VISIT, OTHER), f"d’aller de Biscuits à Bateaux le {DAY}"),
    ("H9", (VISIT, "slot 0"), f"Biscuits a dit cette demi-journée impossible ({DAY})."),
    ("H9", (VISIT, "closed on that day"), f"Biscuits est fermé le {DAY}."),
    ("H10", ({"demand": "D1"},), "Une intervention à garder devrait disparaître."),
    ("H11", ("C1", "M1", "M2"), "Zoé interviendrait chez Biscuits et chez Bateaux"),
    ("H12", ("C1", "6 members"), "Zoé aurait plus d’adhérents que convenu."),
    ("H13", ("C1", "2027-01-04", "S1", "S2"), f"Zoé verrait plus de lieux que convenu le {DAY}."),
    ("H14", ("D1", "C1", "2027-01-04", 0, 1), "Lundi 4 janvier : ce jour est déjà figé"),
    ("H15", ("3 changes, 2 allowed",), "Plus d’interventions publiées changeraient"),
]


@pytest.mark.parametrize(("rule", "facts", "expected"), CASES)
def test_breach_reads_as_a_sentence_with_names(
    app: Flask, rule: str, facts: tuple[object, ...], expected: str
) -> None:
    told = Told(Broken(rule, facts).sentence(), INSTANCE, NAMES)

    with app.test_request_context():
        assert expected in why_text(rule, told).replace("\N{NO-BREAK SPACE}", " ")


def test_every_rule_of_the_judge_has_a_case() -> None:
    assert {rule for rule, _, _ in CASES} == set(RULES) - {"H0"}
    assert date.fromisoformat("2027-01-04").weekday() == 0  # the Monday of the cases


def test_unknown_sentence_is_still_told_and_each_only_once(app: Flask) -> None:
    rules = [{"rule": "H3", "sentence": "H3 something new"}] * 2

    with app.test_request_context():
        assert list_reasons(rules, INSTANCE, NAMES) == ["Une règle de la répartition l’interdit."]
