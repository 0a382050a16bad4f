"""The example rows of the templates; left in a table, they are refused as what they are."""

from collections.abc import Mapping

from cdo_share.core.i18n import N_, Message
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.row import Row

NAMED_BY = {TableKind.MEMBERS: "name", TableKind.CDOS: "name", TableKind.DEMANDS: "title"}
EXAMPLES: Mapping[TableKind, tuple[Mapping[str, str], ...]] = {
    TableKind.MEMBERS: (
        {
            "name": "EXEMPLE Biscuiterie des Îles",
            "siret": "73282932000074",
            "trade": "Biscuiterie artisanale",
            "sector": "alimentation et restauration",
            "headcount": "12",
            "address": "3 rue du Four",
            "postal_code": "56000",
            "commune": "Vannes",
            "contact_name": "Maëlle Le Goff",
            "contact_email": "maelle@biscuiterie.example",
        },
        {
            "name": "EXEMPLE Menuiserie Kervadec",
            "trade": "Menuiserie",
            "sector": "bâtiment",
            "headcount": "7",
            "commune": "Auray",
            "insee": "56007",
        },
        {
            "slug": "exemple-camping",
            "name": "EXEMPLE Camping de la Plage",
            "sector": "hébergement et tourisme",
            "commune": "Sarzeau",
            "lat": "47,5269",
            "lon": "-2,7667",
        },
    ),
    TableKind.CDOS: (
        {
            "email": "anne@cdo.example",
            "name": "EXEMPLE Anne Le Bihan",
            "regime": "forfait-jours",
            "commune": "Vannes",
            "week_cap_halfdays": "9",
            "period_cap_halfdays": "96",
            "skills": "VENTE-WEB : 3 ; STRAT-FDR : 2",
        },
        {
            "email": "yann@cdo.example",
            "name": "EXEMPLE Yann Rio",
            "regime": "temps partiel",
            "commune": "Lorient",
            "week_cap_halfdays": "5",
            "period_cap_halfdays": "60",
            "max_km": "40",
            "works_remotely": "non",
            "outside_hours": "14",
            "skills": "SECU-CYB : expert",
        },
        {
            "email": "soizic@cdo.example",
            "name": "EXEMPLE Soizic Tanguy",
            "regime": "heures",
            "commune": "Auray",
            "insee": "56007",
            "week_cap_halfdays": "10",
            "period_cap_halfdays": "100",
            "average_weeks": "4",
            "average_halfdays": "36",
            "skills": "GEST-FACT : autonome ; GEST-ERP : 2",
        },
    ),
    TableKind.DEMANDS: (
        {
            "member": "biscuiterie-des-iles",
            "title": "EXEMPLE Refaire le site",
            "skill": "VENTE-WEB",
            "level": "autonome",
            "cadence": "toutes les deux semaines",
            "visit_amount": "1",
            "visit_unit": "demi-journées",
            "visits_per_window": "1",
            "place": "sur place",
            "preferred": "mardi matin, jeudi matin",
        },
        {
            "member": "73282932000074",
            "title": "EXEMPLE Passer à la facture électronique",
            "skill": "Facturation électronique",
            "level": "expert",
            "cadence": "librement dans la période",
            "visit_amount": "1",
            "visit_unit": "demi-journées",
            "total_visits": "4",
            "place": "sur place",
            "remote_visits": "2",
            "urgency": "urgente",
            "urgency_reason": "date légale",
        },
        {
            "member": "Menuiserie Kervadec",
            "title": "EXEMPLE Ranger le fichier clients",
            "skill": "VENTE-CRM",
            "cadence": "chaque semaine",
            "visit_amount": "2",
            "visit_unit": "heures",
            "place": "à distance",
            "impossible": "vendredi après-midi",
        },
    ),
}


def is_example(kind: TableKind, row: Row) -> bool:
    """Return whether a line is an example of the template, after noting that as a fault."""
    key = NAMED_BY[kind]
    if row.text(key) not in {example[key] for example in EXAMPLES[kind]}:
        return False
    row.fault(key, Message(N_("This line is an example of the template; remove it.")))
    return True
