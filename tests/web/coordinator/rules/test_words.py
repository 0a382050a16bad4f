"""Every rule of the model in plain words, with names."""

from typing import Any

from flask import Flask

from cdo_share.core.grid import HALF_DAYS
from cdo_share.planning.breaches import Breach
from cdo_share.web.coordinator.rules.names import RuleNames
from cdo_share.web.coordinator.rules.titles import rule_title
from cdo_share.web.coordinator.rules.words import list_words, read_breaches, rule_words
from solver.case import RULES

NBSP = "\N{NO-BREAK SPACE}"
VISIT = "D1 by C1 on 2099-01-05 slot 0"
RAW = "{'demand': 'D1', 'cdo': 'C1', 'day': '2099-01-05', 'slot': 1, 'length': 2}"
GONE = "{'demand': 'D1', 'cdo': 'C7', 'day': '2099-01-05', 'slot': 1, 'length': 2}"
TIME = "{'demand': 'D1', 'day': '2099-01-05', 'slot': 0, 'length': 1}"
WHEN = "lundi 5 janvier, matin"


def names(**changes: Any) -> RuleNames:
    """Return a question of two demands and two CDOs, with names."""
    demand = {"id": "D1", "skill": "VENTE-WEB", "level": 2, "excluded": [], "site": "S1"}
    cdo = {
        "id": "C1",
        "skills": {"VENTE-WEB": 2},
        "day_cap": 2,
        "week_cap": 8,
        "period_cap": 40,
        "average_cap": {"weeks": 4, "slots": 20},
        "max_members": 6,
    }
    instance = {
        "demands": [demand | changes.pop("demand", {}), {"id": "D2"}],
        "cdos": [cdo, {"id": "C2"}],
    }
    return RuleNames(
        instance=instance,
        grid=HALF_DAYS,
        cdos={"C1": "Anne Morvan", "C2": "Yann Guégan", "C7": "Rémi Le Bihan"},
        demands={"D1": "Kermor – Stock", "D2": "Le Goff – Boutique"},
        members={"M1": "Kermor", "M2": "Le Goff"},
        sites={"S1": "Kermor", "S2": "Le Goff"},
        **changes,
    )


SENTENCES = [
    ("H0", ("{}",), {}, "Une règle de la répartition l’interdit."),
    ("H0", (GONE,), {}, "Rémi Le Bihan ne participe pas à cette période."),
    ("H0", (RAW,), {}, "lundi 5 janvier, après-midi : ce n’est pas un jour ouvré"),
    ("H1", (VISIT,), {}, f"{WHEN} : hors des dates demandées par Kermor – Stock."),
    (
        "H1",
        ("D1", "2 visits from 2099-01-05 to 2099-01-09"),
        {},
        "Du lun. 5 janv. au ven. 9 janv., Kermor – Stock a déjà autant d’interventions",
    ),
    ("H2", (VISIT, "not available in slot 0"), {}, "Anne Morvan n’est pas disponible"),
    ("H2", (RAW, "over noon"), {}, "Une intervention de cette longueur passerait par-dessus"),
    ("H2", (RAW,), {}, "Une intervention de cette longueur ne tient pas là"),
    ("H2", (), {}, "Personne de ceux qui pourraient venir n’est disponible alors"),
    ("H3", (VISIT,), {}, "Anne Morvan habite trop loin de Kermor – Stock."),
    ("H3", (VISIT,), {"demand": {"level": 3}}, "Anne Morvan n’a pas « "),
    ("H3", (VISIT,), {"demand": {"skill": "CAISSE"}}, "Anne Morvan n’a pas la compétence"),
    ("H3", (VISIT,), {"demand": {"excluded": ["C1"]}}, "Anne Morvan est exclu pour"),
    (
        "H3",
        (VISIT,),
        {"demand": {"excluded": ["C1"]}, "kept_cdos": {"D1": ["C2"]}},
        "Vous avez épinglé Yann Guégan comme CDO de Kermor – Stock.",
    ),
    (
        "H4",
        (VISIT, "slot 0 is given to D2"),
        {},
        "Anne Morvan serait en même temps chez Kermor",
    ),
    (
        "H5",
        ("C1", "2099-01-05", "3 slots"),
        {},
        "Anne Morvan aurait 3 demi-journées le lundi 5 janvier ;"
        " le plafond convenu est de 2 demi-journées.",
    ),
    (
        "H5",
        ("C1", "week (2099, 2)", "9 slots"),
        {},
        "Anne Morvan aurait 9 demi-journées en semaine 2 ; le plafond convenu est de 8",
    ),
    (
        "H5",
        ("C1", "4 weeks from (2099, 2)", "21 slots"),
        {},
        "Anne Morvan aurait 21 demi-journées sur 4 semaines ; le plafond convenu est de 20",
    ),
    (
        "H5",
        ("C1", "41 slots in the period"),
        {},
        "Anne Morvan aurait 41 demi-journées sur la période ; le plafond convenu est de 40",
    ),
    ("H6", ("D1", "5 of 4 slots"), {}, "Kermor – Stock : deux interventions le même jour"),
    ("H7", ("D1", "C1", "C2"), {}, "Kermor – Stock serait partagé entre Anne Morvan, Yann Guégan"),
    (
        "H8",
        (VISIT, "D2 by C1 on 2099-01-05 slot 1"),
        {},
        "Anne Morvan n’a pas le temps d’aller de Kermor – Stock à Le Goff – Boutique"
        " le lundi 5 janvier.",
    ),
    ("H9", (VISIT, "slot 0"), {}, f"Kermor – Stock a exclu ce moment : {WHEN}."),
    ("H9", (VISIT, "closed on that day"), {}, "Kermor – Stock : fermé ce jour-là"),
    (
        "H9",
        (VISIT, "closed on that day"),
        {"kept_weekdays": {"D1": [1]}},
        "Vous avez épinglé Kermor – Stock au mardi.",
    ),
    (
        "H9",
        (VISIT, "slot 0"),
        {"avoided": {"D1": ["2099-01-05"]}},
        f"Une contrainte exclut toute intervention pour Kermor – Stock ce jour-là ({WHEN}).",
    ),
    ("H10", (RAW,), {}, "Vous avez épinglé cette intervention de Kermor – Stock"),
    ("H10", (TIME,), {}, f"Vous avez épinglé le moment de Kermor – Stock : {WHEN}."),
    ("H11", ("C1", "M1", "M2"), {}, "Anne Morvan suivrait Kermor, Le Goff"),
    ("H12", ("C1", "7 members"), {}, "Anne Morvan suivrait plus de 6 adhérents."),
    ("H13", ("C1", "2099-01-05", "S1", "S2"), {}, "Anne Morvan irait chez Kermor, Le Goff"),
    ("H14", ("D1", "C1", "2099-01-05", "0", "1"), {}, "lundi 5 janvier est passé ou figé"),
    ("H15", ("3 changes, 2 allowed",), {}, "3 interventions changeraient ; 2 au plus"),
]


def test_every_rule_is_told_with_names_and_its_title(app: Flask) -> None:
    assert {rule for rule, *_ in SENTENCES} == set(RULES)
    for rule, facts, changes, sentence in SENTENCES:
        with app.test_request_context():
            words = rule_words(Breach(rule, facts), names(**changes)).replace(NBSP, " ")
            title = rule_title(rule).replace(NBSP, " ")

        assert (words[: len(sentence)], words.endswith(f" (Règle : {title}.)")) == (sentence, True)


def test_answer_without_facts_still_names_the_rule_and_each_once(app: Flask) -> None:
    """Answers stored before facts were told have sentences of the judge only."""
    rules = [{"rule": "H3", "sentence": "H3 something"}] * 2

    with app.test_request_context():
        told = list_words(read_breaches(rules), names())

    assert [one.replace(NBSP, " ") for one in told] == [
        "Une règle de la répartition l’interdit. (Règle : compétence, distance et CDO exclus.)"
    ]
