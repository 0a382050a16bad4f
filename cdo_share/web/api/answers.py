"""Answers to a round: who gave one, giving one, reminding those who have not."""

from typing import Any

from flask import Response

from cdo_share.accounts.access_tokens import Scope
from cdo_share.core.clock import utc_now
from cdo_share.core.errors import Conflict
from cdo_share.core.i18n import N_
from cdo_share.core.orm import transaction
from cdo_share.demands.answers import count_stated, list_answering
from cdo_share.notifications.reminders import remind
from cdo_share.rounds.cdo_answers import confirm_availability
from cdo_share.rounds.member_answers import say_nothing_needed, take_back_answer
from cdo_share.rounds.queries import get_period
from cdo_share.web.api.acts import note_act
from cdo_share.web.api.answer_bodies import (
    AnswerList,
    AnswerOut,
    CdoAnswerAddress,
    MemberAnswerAddress,
    Reminded,
    ReminderBody,
    RoundAddress,
)
from cdo_share.web.api.guard import needs, security
from cdo_share.web.api.reach import reached_cdo, reached_member
from cdo_share.web.api.resource import resource
from cdo_share.web.api.values import Page
from cdo_share.web.auth import actor
from cdo_share.web.extensions import db
from cdo_share.web.sending import sending

blueprint = resource("answers", "Who has answered a round, and the answers that are no demand")
NOTHING = "/periods/<int:period_id>/members/<int:member_id>/nothing-needed"


@blueprint.get(
    "/periods/<int:period_id>/answers",
    responses={200: AnswerList},
    security=security(Scope.PEOPLE_READ),
)
@needs(Scope.PEOPLE_READ)
def index(path: RoundAddress, query: Page) -> Any:
    """List every active member, then every active CDO, with their answer."""
    get_period(db.session, actor().groupement_id, path.period_id)
    rows = list_answering(db.session, actor().groupement_id, path.period_id)
    items = [AnswerOut.of(row) for row in query.of(rows)]
    return AnswerList(items=items, total=len(rows)).model_dump(mode="json")


@blueprint.post(
    "/periods/<int:period_id>/reminders",
    responses={200: Reminded},
    security=security(Scope.ROUNDS_WRITE),
)
@needs(Scope.ROUNDS_WRITE)
def send_reminders(path: RoundAddress, body: ReminderBody) -> Any:
    """Remind those who have not answered, each once a round; mails rest at night."""
    with transaction(db.session):
        mails = remind(
            db.session,
            groupement_id=actor().groupement_id,
            period_id=path.period_id,
            subject=body.subject(),
            sending=sending(),
        )
        count = len(mails)
        note_act("remind", ("period", path.period_id), count=count)
    return Reminded(count=count).model_dump(mode="json")


@blueprint.put(NOTHING, responses={204: None}, security=security(Scope.DEMANDS_WRITE))
@needs(Scope.DEMANDS_WRITE)
def say_nothing(path: MemberAnswerAddress) -> Response:
    """Say that the member needs nothing this time."""
    whose = _whose(path)
    with transaction(db.session):
        now, person_id = utc_now(), actor().person_id
        say_nothing_needed(db.session, **whose, person_id=person_id, now=now)
        if count_stated(db.session, actor().groupement_id, path.period_id).get(path.member_id):
            raise Conflict(N_("You have stated a demand in this round: withdraw it first."))
        note_act("say_nothing_needed", ("member", path.member_id), period=path.period_id)
    return Response(status=204)


@blueprint.delete(NOTHING, responses={204: None}, security=security(Scope.DEMANDS_WRITE))
@needs(Scope.DEMANDS_WRITE)
def take_back(path: MemberAnswerAddress) -> Response:
    """Take back that the member needs nothing; without that answer nothing happens."""
    whose = _whose(path)
    with transaction(db.session):
        get_period(db.session, actor().groupement_id, path.period_id)
        take_back_answer(db.session, **whose)
        note_act("take_back_answer", ("member", path.member_id), period=path.period_id)
    return Response(status=204)


def _whose(path: MemberAnswerAddress) -> dict[str, int]:
    return {
        "groupement_id": actor().groupement_id,
        "member_id": reached_member(path.member_id),
        "period_id": path.period_id,
    }


@blueprint.put(
    "/periods/<int:period_id>/cdos/<int:cdo_id>/availability-confirmed",
    responses={204: None},
    security=security(Scope.AVAILABILITY_WRITE),
)
@needs(Scope.AVAILABILITY_WRITE)
def confirm(path: CdoAnswerAddress) -> Response:
    """Say that the CDO's availability is right for the period."""
    with transaction(db.session):
        confirm_availability(
            db.session,
            groupement_id=actor().groupement_id,
            period_id=path.period_id,
            engagement_id=reached_cdo(path.cdo_id),
            by_person_id=actor().person_id,
            now=utc_now(),
        )
        thing = ("engagement", path.cdo_id)
        note_act("confirm_availability", thing, period=path.period_id)
    return Response(status=204)
