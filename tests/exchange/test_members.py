"""Tables of members: who is meant, what changes, and every fault at its cell."""

import pytest
from sqlalchemy import func, select

from cdo_share.accounts.models import Invitation, Member, RoleKind, Sector, Site
from cdo_share.exchange.models import TableKind
from cdo_share.exchange.preview import Contact
from tests.exchange.desk import Desk, places, told
from tests.exchange.files import csv_file
from tests.factories import a_groupement, a_member, a_person, a_role, a_site

SIRET, OTHER_SIRET = "73282932000074", "35600000000048"


def table(headings: str, *rows: str) -> bytes:
    return csv_file([headings.split(";"), *(row.split(";") for row in rows)])


def names(desk: Desk) -> list[str]:
    return list(desk.session.scalars(select(Member.name).order_by(Member.name)))


def test_new_members_are_registered_with_everything(desk: Desk) -> None:
    heads = "nom;SIRET;activité;secteur;effectif;adresse;code postal;commune"
    row = "Crêperie du Port;732 829 320 00074;Crêpes;restaurant;1 200;2 quai Nord;56000;vannes"

    imported = desk.bring_in(TableKind.MEMBERS, table(heads, row))

    member = desk.session.scalars(select(Member)).one()
    site = desk.session.get_one(Site, member.site_id)
    assert (imported.new, imported.changed) == (1, 0)
    assert (member.slug, member.siret, member.trade) == ("creperie-du-port", SIRET, "Crêpes")
    assert (member.sector, member.headcount) == (Sector.FOOD, 1200)
    assert (site.address, site.commune, site.insee) == ("2 quai Nord", "Vannes", "56260")


def test_preview_tells_old_and_new_values_and_writes_nothing(desk: Desk) -> None:
    member = a_member(desk.session, desk.groupement, name="Avant", siret=SIRET, headcount=3)

    preview = desk.preview(
        TableKind.MEMBERS,
        table("nom;SIRET;effectif;secteur;commune", f"Après;{SIRET};4;commerce;Vannes"),
    )

    (plan,) = preview.changed
    assert [(change.heading, change.old, change.new) for change in plan.changes] == [
        ("nom", "Avant", "Après"),
        ("secteur", "", "commerce"),
        ("effectif", "3", "4"),
    ]
    desk.session.refresh(member)
    assert (member.name, member.headcount) == ("Avant", 3)


def test_member_is_recognised_by_siret_then_short_name_then_name_and_commune(desk: Desk) -> None:
    site = a_site(desk.session, desk.groupement)
    first = a_member(desk.session, desk.groupement, name="A", siret=SIRET)
    second = a_member(desk.session, desk.groupement, name="B", slug="b")
    third = a_member(desk.session, desk.groupement, name="L’Étoile", site_id=site.id)

    preview = desk.preview(
        TableKind.MEMBERS,
        table(
            "nom court;nom;SIRET;commune",
            f";A2;{SIRET};Vannes",
            "b;B2;;Vannes",
            ";l'etoile;;VANNES",
            ";L’Étoile;;Auray",
        ),
    )

    assert [plan.known_id for plan in preview.plans] == [first.id, second.id, third.id, None]


def test_columns_that_are_missing_leave_things_as_they_are(desk: Desk) -> None:
    member = a_member(desk.session, desk.groupement, name="A", siret=SIRET, trade="Pain")

    preview = desk.preview(TableKind.MEMBERS, table("nom;SIRET;commune", f"A;{SIRET};Vannes"))

    assert (preview.unchanged, preview.plans[0].known_id) == (1, member.id)


def test_empty_cell_clears_what_may_be_empty(desk: Desk) -> None:
    member = a_member(desk.session, desk.groupement, name="A", siret=SIRET, trade="Pain")

    desk.bring_in(TableKind.MEMBERS, table("nom;SIRET;commune;activité", f"A;{SIRET};Vannes;"))

    desk.session.refresh(member)
    assert member.trade == ""


def test_every_fault_is_told_with_line_and_column(desk: Desk) -> None:
    a_member(desk.session, desk.groupement, siret=OTHER_SIRET, name="Autre")

    preview = desk.preview(
        TableKind.MEMBERS,
        table(
            "nom;SIRET;effectif;secteur;commune;code INSEE;latitude;longitude;e-mail du contact",
            "A;1,23E+13;douze;bricolage;Vannes;;;;",
            ";73282932000075;-1;;Vanes;;47,6;;pas une adresse",
            "B;;9999;;Vannes;35238;;;",
            "C;;;;;99999;;;",
            "D;;;;Saint-Denis;;;;",
            "E;;;;;;;;",
            f"F;{SIRET};;;Vannes;;;;",
            f"G;{SIRET};;;Vannes;;;;",
            "F;;;;Vannes;;;;",
        ),
    )

    assert places(preview) == [
        *[(2, "B"), (2, "C"), (2, "D")],
        *[(3, "A"), (3, "B"), (3, "C"), (3, "E"), (3, "H"), (3, "I")],
        *[(4, "C"), (4, "F")],
        (5, "F"),
        (6, "E"),
        (7, "E"),
        (9, "B"),
        (10, "A"),
    ]
    assert preview.plans[0].line == 8


def test_examples_left_in_are_refused(desk: Desk) -> None:
    preview = desk.preview(
        TableKind.MEMBERS,
        table("nom;commune", "EXEMPLE Menuiserie Kervadec;Auray", "Menuiserie Kervadec;Auray"),
    )

    assert places(preview) == [(2, "A")]


def test_lost_zero_is_put_back_and_told(desk: Desk) -> None:
    preview = desk.preview(
        TableKind.MEMBERS,
        table("nom;commune;code postal;code INSEE", "A;Bourg-en-Bresse;1000;1053"),
    )

    assert told(preview) == []
    assert [warning.message.values for warning in preview.warnings] == [
        {"code": "01000"},
        {"code": "01053"},
    ]
    assert preview.plans[0].wish.insee == "01053"


def test_namesake_elsewhere_is_new_with_a_warning(desk: Desk) -> None:
    a_member(desk.session, desk.groupement, name="Optique Centrale")

    preview = desk.preview(TableKind.MEMBERS, table("nom;commune", "Optique centrale;Auray"))

    assert (len(preview.new), len(preview.warnings), told(preview)) == (1, 1, [])


def test_member_who_left_is_refused(desk: Desk) -> None:
    a_member(desk.session, desk.groupement, siret=SIRET, is_active=False)

    preview = desk.preview(TableKind.MEMBERS, table("nom;SIRET;commune", f"A;{SIRET};Vannes"))

    assert places(preview) == [(2, "A")]


def test_another_groupements_member_is_not_met(desk: Desk) -> None:
    stranger = a_member(desk.session, a_groupement(desk.session), siret=SIRET, name="Étranger")

    desk.bring_in(TableKind.MEMBERS, table("nom;SIRET;commune", f"A;{SIRET};Vannes"))

    desk.session.refresh(stranger)
    assert names(desk) == ["A", "Étranger"]


def test_contacts_are_offered_unless_they_speak_for_the_member(desk: Desk) -> None:
    member = a_member(desk.session, desk.groupement, siret=SIRET)
    voice = a_person(desk.session, email="voix@firme.example")
    a_role(desk.session, voice, desk.groupement, RoleKind.MEMBER, member_id=member.id)

    data = table(
        "nom;SIRET;commune;contact;e-mail du contact",
        f"{member.name};{SIRET};Vannes;Voix;VOIX@firme.example",
        "B;;Vannes;Anne;anne@firme.example",
        "C;;Vannes;;anne@firme.example",
    )
    preview = desk.preview(TableKind.MEMBERS, data)
    imported = desk.bring_in(TableKind.MEMBERS, data)

    assert preview.contacts == [
        Contact("Anne", "anne@firme.example", RoleKind.MEMBER, "B"),
        Contact("", "anne@firme.example", RoleKind.MEMBER, "C"),
    ]
    assert (preview.invited, imported.numbers[2]) == (1, member.id)
    assert desk.session.scalar(select(func.count()).select_from(Invitation)) == 0


def test_short_name_given_late_does_not_meet_one_that_was_made(desk: Desk) -> None:
    preview = desk.preview(
        TableKind.MEMBERS, table("nom court;nom;commune", ";Abc;Vannes", "abc;Autre;Vannes")
    )

    assert places(preview) == [(3, "A")]


ARCHIVED = "nom;SIRET;commune;état"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (f"Partie;{SIRET};Vannes;dans les archives", []),
        (f"Partie;{SIRET};Vannes;actif", [(2, "A")]),
        (f"Partie;{SIRET};Vannes;", [(2, "A")]),
        (f"Renommée;{SIRET};Vannes;dans les archives", [(2, "A")]),
        ("Présente;;Vannes;dans les archives", [(2, "D")]),
        ("Nouvelle;;Vannes;archivée", [(2, "D")]),
        ("Présente;;Vannes;actif", []),
    ],
)
def test_member_who_left_may_only_be_named_as_such(
    desk: Desk, row: str, found: list[tuple[int, str]]
) -> None:
    a_member(desk.session, desk.groupement, siret=SIRET, name="Partie", is_active=False)
    a_member(desk.session, desk.groupement, name="Présente")

    preview = desk.preview(TableKind.MEMBERS, table(ARCHIVED, row))

    assert places(preview) == found
    assert (len(preview.new), len(preview.changed)) == (0, 0)


def test_new_line_tells_what_is_stored(desk: Desk) -> None:
    preview = desk.preview(TableKind.MEMBERS, table("nom;commune;effectif;adresse", "A;Vannes;8;"))

    (plan,) = preview.new
    assert [(change.heading, change.new) for change in plan.changes] == [
        ("nom", "A"),
        ("effectif", "8"),
        ("commune", "Vannes (56) 56260"),
    ]


def test_legal_form_does_not_hide_a_namesake(desk: Desk) -> None:
    a_member(desk.session, desk.groupement, name="Voile et Vent")

    preview = desk.preview(TableKind.MEMBERS, table("nom;commune", "VOILE ET VENT S.A.R.L.;Vannes"))

    (warning,) = preview.warnings
    assert warning.message.values == {"name": "Voile et Vent", "commune": "Vannes"}
    assert len(preview.new) == 1


def test_members_renamed_to_one_name_are_told(desk: Desk) -> None:
    for slug in ("un", "deux", "trois"):
        a_member(desk.session, desk.groupement, slug=slug)

    rows = [f"{slug};Pareil;Vannes" for slug in ("un", "deux", "trois")]
    preview = desk.preview(TableKind.MEMBERS, table("nom court;nom;commune", *rows))

    assert [warning.line for warning in preview.warnings] == [3, 4]
    assert len(preview.changed) == 3
