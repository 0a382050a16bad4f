"""What the form offers beside the bare amount: rhythms, mixed places, haste, the same CDO, cost."""

import re
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.demands.models import Cadence, Demand, Place, Urgency, UrgencyReason
from cdo_share.rounds.models import PeriodState
from tests.factories import a_demand, a_period
from tests.publishing.world import At, World, publish_places
from tests.web.pages import answers, words


def typed(browser: FlaskClient, pages: str, **values: str) -> dict[str, str]:
    """Return the answers of a new form with a subject and these values."""
    return answers(browser.get(f"{pages}/nouveau").text) | {"skill": "VENTE-WEB", **values}


def stored(session: Session) -> Demand:
    """Return the newest demand."""
    session.expire_all()
    demand = session.scalars(select(Demand).order_by(Demand.id.desc())).first()
    assert demand is not None
    return demand


def faults(page: str) -> list[str]:
    """Return the fields that the list of faults links to."""
    return re.findall(r'<li><a href="#(\w+)">', page)


@pytest.mark.parametrize(
    ("code", "time"),
    [
        ("day_a_month", ("half_days-2", "monthly", "1")),
        ("half_day_a_fortnight", ("half_days-1", "fortnightly", "1")),
        ("half_day_a_week", ("half_days-1", "weekly", "1")),
        ("sprint", ("half_days-2", "once", "1")),
    ],
)
def test_rhythm_is_filled_in_and_the_rest_is_kept(
    session: Session, blank: FlaskClient, pages: str, code: str, time: tuple[str, str, str]
) -> None:
    sent = typed(blank, pages, title="Un <titre>", **{"halfday-2-am": "impossible"})
    page = blank.post(f"{pages}/nouveau", data=sent | {"formula": code})

    shown = answers(page.text)
    assert page.status_code == 200
    assert (shown["visit_amount"], shown["cadence"], shown["visits_per_window"]) == time
    assert (shown["title"], shown["halfday-2-am"], shown["skill"]) == (
        "Un <titre>",
        "impossible",
        "VENTE-WEB",
    )
    assert "error-summary" not in page.text
    assert session.scalar(select(func.count()).select_from(Demand)) == 0


def test_sprint_is_a_few_days_within_three_weeks(
    session: Session, blank: FlaskClient, pages: str
) -> None:
    page = blank.post(f"{pages}/nouveau", data=typed(blank, pages, formula="sprint"))
    blank.post(f"{pages}/nouveau", data=answers(page.text) | {"total_visits": "4"})

    demand = stored(session)
    assert (demand.cadence, demand.requested_slots) == (Cadence.ONCE, 8)
    assert (demand.earliest_on, demand.latest_on) == (date(2099, 1, 5), date(2099, 1, 25))


def test_enter_key_sends_the_form(blank: FlaskClient, pages: str) -> None:
    form = blank.get(f"{pages}/nouveau").text
    first = re.findall(r'<button[^>]*type="submit"[^>]*>', form[form.index("demand-form") :])[0]
    assert "formula" not in first
    assert "name=" not in first


def test_some_visits_may_be_remote(session: Session, blank: FlaskClient, pages: str) -> None:
    sent = typed(blank, pages, place="mixed", remote_visits="1", cadence="weekly")
    blank.post(f"{pages}/nouveau", data=sent)

    demand = stored(session)
    assert (demand.place, demand.remote_visits) == (Place.ON_SITE, 1)
    form = answers(blank.get(f"{pages}/{demand.id}").text)
    assert (form["place"], form["remote_visits"]) == ("mixed", "1")
    assert "1 intervention peut se faire à distance" in words(blank.get(pages).text)


@pytest.mark.parametrize("remote", ["", "0", "4", "-2"])
def test_all_or_none_is_not_some(blank: FlaskClient, pages: str, remote: str) -> None:
    sent = typed(blank, pages, place="mixed", remote_visits=remote, cadence="weekly")
    page = blank.post(f"{pages}/nouveau", data=sent)
    assert (page.status_code, faults(page.text)) == (422, ["remote_visits"])


def test_number_of_remote_visits_counts_only_beside_its_choice(
    session: Session, blank: FlaskClient, pages: str
) -> None:
    blank.post(f"{pages}/nouveau", data=typed(blank, pages, remote_visits="99"))
    assert stored(session).remote_visits == 0


def test_urgent_without_a_reason_is_asked_why(blank: FlaskClient, pages: str) -> None:
    page = blank.post(f"{pages}/nouveau", data=typed(blank, pages, urgency="urgent"))

    assert (page.status_code, faults(page.text)) == (422, ["urgency_reason"])
    assert "Choisissez pourquoi c’est urgent" in page.text


@pytest.mark.parametrize(
    ("urgency", "reason", "kept"),
    [
        ("urgent", "security", UrgencyReason.SECURITY),
        ("soon", "season", UrgencyReason.SEASON),
        ("soon", "", None),
        ("soon", "a bad mood", None),
        ("normal", "season", None),
    ],
)
def test_reason_is_kept_where_it_has_a_meaning(
    session: Session,
    blank: FlaskClient,
    pages: str,
    urgency: str,
    reason: str,
    kept: UrgencyReason | None,
) -> None:
    sent = typed(blank, pages, urgency=urgency, urgency_reason=reason)
    assert blank.post(f"{pages}/nouveau", data=sent).status_code == 302
    demand = stored(session)
    assert (demand.urgency, demand.urgency_reason) == (Urgency(urgency), kept)


def served_before(session: Session, world: World, now: datetime) -> None:
    """Let Zoé have come to the firm in an earlier period."""
    old = a_period(
        session,
        world.groupement,
        name="Automne 2025",
        starts_on=date(2025, 9, 1),
        ends_on=date(2025, 12, 1),
        state=PeriodState.LOCKED,
    )
    demand = a_demand(session, world.biscuits, old)
    present, world.period = world.period, old
    publish_places(session, world, [At(demand, world.zoe, date(2025, 9, 2), 0)], now)
    world.period = present
    session.commit()


def test_without_a_cdo_of_before_nothing_is_asked(blank: FlaskClient, pages: str) -> None:
    assert "keep_cdo" not in answers(blank.get(f"{pages}/nouveau").text)


def test_same_cdo_as_before_is_wished_unless_said_otherwise(
    session: Session, blank: FlaskClient, pages: str, world: World, now: datetime
) -> None:
    served_before(session, world, now)
    page = blank.get(f"{pages}/nouveau").text
    kept = answers(page) | {"skill": "VENTE-WEB"}
    blank.post(f"{pages}/nouveau", data=kept)
    with_zoe = stored(session).previous_engagement_id
    free = {name: value for name, value in kept.items() if name != "keep_cdo"}
    blank.post(f"{pages}/nouveau", data=free)
    with_anybody = stored(session).previous_engagement_id
    blank.post(f"{pages}/nouveau", data=kept | {f"declined-{world.zoe.id}": "past_disagreement"})

    assert "Garder le même CDO qu’avant : Zoé Martin" in words(page)
    assert (with_zoe, with_anybody) == (world.zoe.id, None)
    assert stored(session).previous_engagement_id is None


def test_cost_is_told_once_the_price_is_known(
    session: Session, blank: FlaskClient, pages: str, world: World
) -> None:
    sent = typed(blank, pages, cadence="weekly")
    before = words(blank.post(f"{pages}/apercu", data=sent).text)
    world.groupement.halfday_price_cents = 33650
    session.commit()
    after = words(blank.post(f"{pages}/apercu", data=sent).text)

    sum_words = "Cela fait 4 interventions d’une demi-journée : 4 demi-journées"
    assert (before, after) == (sum_words, f"{sum_words}, environ 1 346 € HT")


def test_who_declines_every_cdo_is_told_that_nobody_can_come(
    session: Session, blank: FlaskClient, pages: str, world: World
) -> None:
    reasons = {f"declined-{one.id}": "past_disagreement" for one in (world.zoe, world.yann)}
    one = dict(list(reasons.items())[:1])

    told = [
        words(blank.post(f"{pages}/nouveau", data=sent, follow_redirects=True).text)
        for sent in (typed(blank, pages, **one), typed(blank, pages, **reasons))
    ]

    assert ["personne ne peut venir" in page for page in told] == [False, True]
