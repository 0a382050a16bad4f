"""Who has answered a round, and whom it can still be written to."""

from datetime import datetime

from sqlalchemy.orm import Session

from cdo_share.accounts.invitations import Invitee, invite
from cdo_share.accounts.models import RoleKind
from cdo_share.core.outbox import OutboxMail
from cdo_share.demands.asked import list_asked
from cdo_share.rounds.models import CdoAnswer, MemberAnswer, Reminder
from cdo_share.rounds.reminded import address_sha256
from tests.factories import a_groupement, a_member, a_period, a_person, a_role, an_engagement
from tests.statements import recorded_statements


def test_everybody_with_an_account_or_an_invitation_is_reached_and_asked_once(
    session: Session, now: datetime
) -> None:
    groupement = a_groupement(session)
    period = a_period(session, groupement)
    asked, unasked, invited, told, left, alone = (a_member(session, groupement) for _ in range(6))
    voice = a_person(session)
    cdo = an_engagement(session, groupement, person_id=voice.id)
    people = [a_person(session, is_active=member is not left) for member in (asked, unasked, left)]
    for person, member in zip(people, (asked, unasked, left), strict=True):
        a_role(session, person, groupement, RoleKind.MEMBER, member_id=member.id)
    a_role(session, voice, groupement, RoleKind.CDO, engagement_id=cdo.id)
    whose = {"groupement_id": groupement.id, "period_id": period.id}
    session.add(MemberAnswer(**whose, member_id=alone.id, answered_at=now))
    session.add(CdoAnswer(**whose, engagement_id=cdo.id, answered_at=now))
    reminded = {"person_id": people[0].id, "address_sha256": address_sha256(people[0].email)}
    session.add(Reminder(**whose, **reminded, reminded_at=now))
    for member, email in ((invited, "new@firm.example"), (told, "told@firm.example")):
        invitee = Invitee(email, "Claire", RoleKind.MEMBER, member.id)
        invite(session, invitee, groupement_id=groupement.id, invited_by_id=None, now=now)
    session.add(_reminder_of("told@firm.example", groupement.id, period.id, now))
    session.flush()

    with recorded_statements(session) as statements:
        found = list_asked(session, groupement.id, period.id)

    assert len(statements) == 1
    assert found.reachable == {
        (RoleKind.MEMBER, asked.id): False,
        (RoleKind.MEMBER, unasked.id): True,
        (RoleKind.MEMBER, invited.id): True,
        (RoleKind.MEMBER, told.id): False,
        (RoleKind.CDO, cdo.id): True,
    }
    assert (found.members, found.engagements) == ({alone.id}, {cdo.id})


def _reminder_of(email: str, groupement_id: int, period_id: int, now: datetime) -> OutboxMail:
    return OutboxMail(
        groupement_id=groupement_id,
        recipient=email,
        subject="Rappel",
        text="Bonjour",
        attachments=[],
        dedupe_key=f"reminder-{period_id}-invited-abc",
        created_at=now,
        next_try_at=now,
    )
