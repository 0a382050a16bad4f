"""Large tables of members and demands; and the period they are for."""

from datetime import date

from cdo_share.rounds.models import Period
from tests.exchange.desk import Desk
from tests.exchange.files import csv_file
from tests.factories import a_period

COMMUNES = ("Vannes", "Auray", "Lorient", "Séné", "Sarzeau", "Pontivy", "Questembert", "Ploërmel")
SKILLS = ("VENTE-WEB", "SECU-CYB", "GEST-FACT", "Intelligence artificielle au quotidien")


def a_long_period(desk: Desk) -> Period:
    """Return a period of thirteen weeks."""
    return a_period(
        desk.session, desk.groupement, starts_on=date(2027, 1, 4), ends_on=date(2027, 4, 2)
    )


def members_file(count: int, *, contacts: bool = False) -> bytes:
    """Return a table of `count` new members, each with somebody of its own to invite or not."""
    heads = ["nom court", "nom", "activité", "effectif", "adresse", "commune", "e-mail du contact"]
    rows = [
        [
            f"firme-{number}",
            f"Firme {number}",
            "Menuiserie",
            str(number % 50),
            f"{number} rue du Port",
            COMMUNES[number % len(COMMUNES)],
            f"chef@firme-{number}.example" if contacts else "",
        ]
        for number in range(count)
    ]
    return csv_file([heads, *rows])


def demands_file(count: int, members: int, *, faulty: bool = False) -> bytes:
    """Return a table of `count` new demands of `members` members, or one with a fault a line."""
    heads = ["adhérent", "besoin", "compétence", "rythme", "durée d’une intervention", "lieu"]
    rows = [
        [
            f"firme-{number % members}",
            f"Besoin {number}",
            SKILLS[number % len(SKILLS)],
            "mensuel" if number % 2 else "toutes les deux semaines",
            "9" if faulty else "1",
            "sur place",
        ]
        for number in range(count)
    ]
    return csv_file([heads, *rows])
