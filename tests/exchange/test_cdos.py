"""Tables of CDOs: recognised by e-mail, never renamed, with levels by skill."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from cdo_share.accounts.models import Engagement, Person, Regime, Role, RoleKind
from cdo_share.exchange.models import TableKind
from tests.exchange.desk import Desk, places
from tests.exchange.files import csv_file
from tests.factories import a_groupement, a_person, an_engagement

HEADS = [
    *("e-mail", "nom", "régime", "commune"),
    *("demi-journées par semaine", "demi-journées par période", "compétences"),
]


def table(*rows: str, more: str = "") -> bytes:
    heads = [*HEADS, *filter(None, more.split(";"))]
    return csv_file([heads, *(row.split(";") for row in rows)])


def test_new_cdo_is_engaged_and_may_act(desk: Desk) -> None:
    row = "Anne@Cdo.Example;Anne Le Bihan;Forfait jours;Vannes;9;96;VENTE-WEB : 3"

    preview = desk.preview(TableKind.CDOS, table(row))
    imported = desk.bring_in(TableKind.CDOS, table(row))

    engagement = desk.session.scalars(select(Engagement)).one()
    person = desk.session.get_one(Person, engagement.person_id)
    role = desk.session.scalars(select(Role)).one()
    assert (person.email, person.name) == ("anne@cdo.example", "Anne Le Bihan")
    assert (engagement.slug, engagement.regime) == ("anne-le-bihan", Regime.FORFAIT_JOURS)
    assert (engagement.week_cap_halfdays, engagement.max_km) == (9, 60)
    assert (role.kind, role.engagement_id) == (RoleKind.CDO, engagement.id)
    assert [one.email for one in preview.contacts] == ["anne@cdo.example"]
    assert imported.numbers == {2: engagement.id}


def test_known_cdo_is_changed_by_e_mail_and_keeps_the_name(desk: Desk) -> None:
    person = a_person(desk.session, email="anne@cdo.example", name="Anne")
    engagement = an_engagement(desk.session, desk.groupement, person_id=person.id)
    skills = '"VENTE-WEB : 3\nSECU-CYB : 1"'
    data = table(f"anne@cdo.example;Autre nom;heures;Vannes;8;100;{skills}")

    draft = desk.begin(TableKind.CDOS, data)
    preview = desk.look(draft)
    desk.carry_out(draft)

    (plan,) = preview.changed
    assert [(change.heading, change.old, change.new) for change in plan.changes] == [
        ("demi-journées par semaine", "10", "8"),
        ("compétences", "VENTE-WEB : 2", "SECU-CYB : 1 ; VENTE-WEB : 3"),
    ]
    assert len(preview.warnings) == 1
    assert person.name == "Anne"
    desk.session.refresh(engagement)
    assert (engagement.week_cap_halfdays, engagement.version) == (8, 2)


def test_person_of_another_groupement_is_neither_engaged_nor_overwritten(desk: Desk) -> None:
    person = a_person(desk.session, email="anne@cdo.example", name="Anne", phone="1")
    an_engagement(desk.session, a_groupement(desk.session), person_id=person.id)

    desk.bring_in(
        TableKind.CDOS,
        table("anne@cdo.example;Eve;heures;Vannes;8;100;VENTE-WEB : 3;2", more="téléphone"),
    )

    desk.session.refresh(person)
    assert (person.name, person.phone) == ("Anne", "1")
    engagements = select(Engagement).order_by(Engagement.id)
    _, made = desk.session.scalars(engagements.options(joinedload(Engagement.person))).all()
    assert (made.person.name, made.person.phone) == ("Eve", "2")
    assert made.person.known_to_id == desk.groupement.id


def test_every_fault_is_told_with_line_and_column(desk: Desk) -> None:
    preview = desk.preview(
        TableKind.CDOS,
        table(
            "pas une adresse;A;salarié;Vannes;15;0;JARDIN : 2;3",
            "b@cdo.example;B;heures;Nulle-Part;8;100;VENTE-WEB : 4;",
            "b@cdo.example;C;heures;Vannes;8;100;VENTE-WEB : 2;",
            "d@cdo.example;;;;;;;",
            more="moyenne sur (semaines)",
        ),
    )

    assert places(preview) == [
        *[(2, ""), (2, "A"), (2, "C"), (2, "E"), (2, "F"), (2, "G")],
        *[(3, "D"), (3, "G")],
        (4, "A"),
        *[(5, letter) for letter in "BCDEFG"],
    ]
