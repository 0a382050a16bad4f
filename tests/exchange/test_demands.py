"""Tables of demands: whose, new or known by reference, checked like the form."""

from datetime import date

import pytest
from sqlalchemy import select

from cdo_share.core.errors import InvalidInput, NotFound
from cdo_share.core.grid import Half
from cdo_share.demands.models import Cadence, Demand, DemandState, Place, Urgency, UrgencyReason
from cdo_share.demands.queries import list_demands
from cdo_share.exchange.csv_files import write_csv
from cdo_share.exchange.export import export_table
from cdo_share.exchange.models import TableKind
from cdo_share.rounds.models import Period, PeriodState
from tests.exchange.desk import Desk, places, told
from tests.exchange.files import csv_file
from tests.factories import a_demand, a_groupement, a_member, a_period, a_person, an_engagement

HEADS = "adhérent;besoin;compétence;niveau;rythme;durée d’une intervention;lieu"


def table(*rows: str, more: str = "") -> bytes:
    heads = f"{HEADS};{more}" if more else HEADS
    return csv_file([heads.split(";"), *(row.split(";") for row in rows)])


@pytest.fixture
def period(desk: Desk) -> Period:
    return a_period(desk.session, desk.groupement, name="Hiver")


def test_new_demand_is_stated_like_on_the_form(desk: Desk, period: Period) -> None:
    member = a_member(desk.session, desk.groupement, name="Crêperie", slug="creperie")
    person = a_person(desk.session, email="anne@cdo.example")
    engagement = an_engagement(desk.session, desk.groupement, person_id=person.id)
    more = "unité;pas avant;demi-journées préférées;urgence;motif d’urgence;CDO précédent"

    desk.bring_in(
        TableKind.DEMANDS,
        table(
            "Crêperie;Refaire le site;VENTE-WEB;Expert;chaque semaine;3;à distance;"
            "heures;11/01/2027;lundi matin;urgente;saison;anne@cdo.example",
            more=more,
        ),
        period_id=period.id,
    )

    (demand,) = list_demands(desk.session, desk.groupement.id, period.id)
    assert (demand.member_id, demand.title, demand.level) == (member.id, "Refaire le site", 3)
    assert (demand.cadence, demand.place) == (Cadence.WEEKLY, Place.REMOTE)
    assert (demand.earliest_on, demand.latest_on) == (date(2027, 1, 11), period.ends_on)
    assert (demand.urgency, demand.urgency_reason) == (Urgency.URGENT, UrgencyReason.SEASON)
    assert [(row.weekday, row.half) for row in demand.halfdays] == [(0, Half.AM)]
    assert demand.previous_engagement_id == engagement.id


@pytest.mark.parametrize("name", ["creperie", "CRÊPERIE", "73282932000074", "732 829 320 00074"])
def test_member_is_found_by_short_name_name_or_siret(desk: Desk, period: Period, name: str) -> None:
    member = a_member(
        desk.session, desk.groupement, name="Crêperie", slug="creperie", siret="73282932000074"
    )
    row = f"{name};Site;VENTE-WEB;2;weekly;1;sur place"

    preview = desk.preview(TableKind.DEMANDS, table(row), period_id=period.id)

    assert preview.plans[0].wish.member_id == member.id


def test_reference_changes_the_demand_it_names(desk: Desk, period: Period) -> None:
    member = a_member(desk.session, desk.groupement, slug="a")
    demand = a_demand(desk.session, member, period)
    row = f"a;Refaire le site;VENTE-WEB;1;chaque semaine;2;sur place;{demand.id}"

    draft = desk.begin(TableKind.DEMANDS, table(row, more="référence"), period_id=period.id)
    (plan,) = desk.look(draft).changed
    desk.carry_out(draft)

    assert [(change.heading, change.old, change.new) for change in plan.changes] == [
        ("durée d’une intervention", "1", "2")
    ]
    desk.session.refresh(demand)
    assert (demand.visit_slots, demand.requested_slots, demand.version) == (2, 8, 2)


def test_every_fault_is_told_with_line_and_column(desk: Desk, period: Period) -> None:
    a_member(desk.session, desk.groupement, slug="a", name="Double")
    a_member(desk.session, desk.groupement, slug="b", name="Double")

    preview = desk.preview(
        TableKind.DEMANDS,
        table(
            "inconnu;;JARDIN;5;souvent;trois;partout;;;",
            "Double;Site;VENTE-WEB;2;weekly;9;sur place;;31/02/2027;",
            "a;Site;VENTE-WEB;2;once;1;sur place;;;",
            "a;Site;VENTE-WEB;2;weekly;1;sur place;4711;01/01/2030;Été",
            "a;Site;VENTE-WEB;2;weekly;1;sur place;;;retiré",
            more="référence;pas avant;état",
        ),
        period_id=period.id,
    )

    assert places(preview) == [
        *[(2, letter) for letter in "ABCDEFG"],
        *[(3, "A"), (3, "F"), (3, "I")],
        (4, ""),
        *[(5, ""), (5, "H"), (5, "I"), (5, "J")],
        (6, "J"),
    ]


def test_demand_of_another_groupement_is_no_reference(desk: Desk, period: Period) -> None:
    elsewhere = a_groupement(desk.session)
    stranger = a_demand(
        desk.session, a_member(desk.session, elsewhere), a_period(desk.session, elsewhere)
    )
    a_member(desk.session, desk.groupement, slug="a")
    row = f"a;Site;VENTE-WEB;2;weekly;1;sur place;{stranger.id}"

    preview = desk.preview(TableKind.DEMANDS, table(row, more="référence"), period_id=period.id)

    assert places(preview) == [(2, "H")]


def test_same_title_again_is_new_with_a_warning(desk: Desk, period: Period) -> None:
    a_demand(desk.session, a_member(desk.session, desk.groupement, slug="a"), period)

    preview = desk.preview(
        TableKind.DEMANDS,
        table("a;refaire le site;VENTE-WEB;2;weekly;1;sur place"),
        period_id=period.id,
    )

    assert (len(preview.new), len(preview.warnings)) == (1, 1)


def test_demands_need_an_open_period_of_the_groupement(desk: Desk, period: Period) -> None:
    row = table("a;Site;VENTE-WEB;2;weekly;1;sur place")
    foreign = a_period(desk.session, a_groupement(desk.session))
    period.state = PeriodState.LOCKED

    with pytest.raises(InvalidInput) as without:
        desk.begin(TableKind.DEMANDS, row)
    with pytest.raises(InvalidInput) as closed:
        desk.begin(TableKind.DEMANDS, row, period_id=period.id)
    with pytest.raises(NotFound):
        desk.begin(TableKind.DEMANDS, row, period_id=foreign.id)

    assert (without.value.faults[0].field, closed.value.faults[0].field) == ("period", "period")


def test_unchanged_demand_of_a_closed_round_is_no_fault_and_a_changed_one_is(
    desk: Desk, period: Period
) -> None:
    old = a_period(
        desk.session,
        desk.groupement,
        starts_on=date(2026, 10, 5),
        ends_on=date(2026, 10, 30),
        state=PeriodState.LOCKED,
    )
    member = a_member(desk.session, desk.groupement, slug="a")
    demand = a_demand(desk.session, member, old)
    row = f"a;{{title}};VENTE-WEB;1;weekly;1;sur place;{demand.id}"

    def preview(title: str) -> list[tuple[int, str]]:
        data = table(row.format(title=title), more="référence")
        return places(desk.preview(TableKind.DEMANDS, data, period_id=period.id))

    assert preview("Refaire le site") == []
    assert preview("Autre titre") == [(2, "")]


def test_nothing_is_stated_for_a_demand_withdrawn_here(desk: Desk, period: Period) -> None:
    member = a_member(desk.session, desk.groupement, slug="a")
    demand = a_demand(desk.session, member, period, state=DemandState.WITHDRAWN)
    row = f"a;Refaire le site;VENTE-WEB;1;weekly;1;sur place;{demand.id};retiré"

    preview = desk.preview(
        TableKind.DEMANDS, table(row, more="référence;état"), period_id=period.id
    )

    assert (preview.unchanged, places(preview)) == (1, [])
    assert len(desk.session.scalars(select(Demand)).all()) == 1


def test_total_of_visits_beside_a_weekly_cadence_is_told(desk: Desk, period: Period) -> None:
    a_member(desk.session, desk.groupement, slug="a")

    preview = desk.preview(
        TableKind.DEMANDS,
        table("a;Site;VENTE-WEB;2;weekly;1;sur place;4", more="interventions en tout"),
        period_id=period.id,
    )

    (warning,) = preview.warnings
    assert (warning.line, warning.column and warning.column.letter) == (2, "H")
    assert len(preview.new) == 1


def test_demand_of_a_member_who_left_stays_and_nothing_new_is_stated(
    desk: Desk, period: Period
) -> None:
    left = a_member(desk.session, desk.groupement, slug="partie", is_active=False)
    a_demand(desk.session, left, period, title="Ancien")
    kept = export_table(desk.session, desk.groupement.id, TableKind.DEMANDS, "fr")

    same = desk.preview(TableKind.DEMANDS, write_csv(kept), period_id=period.id)
    changed = desk.preview(
        TableKind.DEMANDS,
        write_csv(kept).replace(b"Ancien", b"Autre"),
        period_id=period.id,
    )
    new = desk.preview(
        TableKind.DEMANDS,
        table("partie;Site;VENTE-WEB;2;weekly;1;sur place"),
        period_id=period.id,
    )

    assert (told(same), same.unchanged) == ([], 1)
    assert [msgid for _, _, msgid in (*told(changed), *told(new))] == [
        "%(name)s has left the groupement; bring the member back first."
    ] * 2
