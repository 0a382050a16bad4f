"""Two groupements with one of everything, each marked by a canary no page of the other may show."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person, RoleKind
from cdo_share.availability.models import (
    AvailabilityException,
    ExceptionKind,
)
from cdo_share.core.clock import utc_now
from cdo_share.demands.models import DemandDraft, MemberClosure
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.notifications.models import Answer, UntoldChange, VisitInvitation
from cdo_share.notifications.service import new_mail
from cdo_share.planning.instance_parts import member_name
from cdo_share.planning.models import (
    PlanVisit,
    Scenario,
)
from cdo_share.publishing.service import publish
from tests.factories import (
    a_booking,
    a_demand,
    a_groupement,
    a_member,
    a_period,
    a_person,
    a_role,
    a_site,
    an_engagement,
)
from tests.web.calendars_of_one import an_external_calendar, devices_of, feed_tokens
from tests.web.planned_of_one import (
    NOW,
    a_repair,
    a_solved_plan,
    an_open_proposal,
    asked_questions,
)


@dataclass
class Tenant:
    """A groupement, its people by role, and the value of each part of its addresses."""

    canary: str
    groupement: Groupement
    people: dict[RoleKind, Person]
    addresses: dict[str, Any] = field(default_factory=dict)


def a_tenant(session: Session, number: int) -> Tenant:
    """Return a groupement with a member, a CDO, a coordinator, a plan and a release."""
    canary = f"Canari{uuid.uuid5(uuid.NAMESPACE_OID, str(number)).hex[:10]}"
    groupement = a_groupement(session, slug=f"tenant-{number}", name=f"{canary} G")
    site = a_site(session, groupement, commune=canary)
    member = a_member(session, groupement, name=f"{canary} M", site_id=site.id)
    cdo_person = a_person(session, name=f"{canary} C")
    engagement = an_engagement(session, groupement, person_id=cdo_person.id, base_id=site.id)
    period = a_period(session, groupement, name=f"{canary} P")
    demand = a_demand(session, member, period, title=f"{canary} D")
    exception = AvailabilityException(
        engagement_id=engagement.id,
        kind=ExceptionKind.LEAVE,
        starts_on=period.starts_on,
        ends_on=period.starts_on,
    )
    session.add(exception)
    closure = MemberClosure(
        groupement_id=groupement.id,
        member_id=member.id,
        starts_on=period.starts_on,
        ends_on=period.starts_on,
    )
    session.add(closure)
    calendar_id, address_id = an_external_calendar(session, engagement.id, canary)
    people = {
        RoleKind.MEMBER: a_person(session, name=f"{canary} m"),
        RoleKind.CDO: cdo_person,
        RoleKind.COORDINATOR: a_person(session, name=f"{canary} k"),
    }
    voice = people[RoleKind.MEMBER]
    role = a_role(session, voice, groupement, RoleKind.MEMBER, member_id=member.id)
    a_role(session, cdo_person, groupement, RoleKind.CDO, engagement_id=engagement.id)
    a_role(session, people[RoleKind.COORDINATOR], groupement, RoleKind.COORDINATOR)
    plan = a_solved_plan(session, groupement.id, period.id)
    visit_id = uuid.uuid4()
    session.add(
        PlanVisit(
            plan_id=plan.id,
            visit_id=visit_id,
            demand_id=demand.id,
            engagement_id=engagement.id,
            day=period.ends_on,
            slot=0,
            length=1,
        )
    )
    session.flush()
    release = publish(
        session,
        groupement_id=groupement.id,
        plan_id=plan.id,
        published_by_id=None,
        now=NOW,
    )
    agreed = an_open_proposal(session, plan, visit_id, member.id, engagement.id)
    token_ids = feed_tokens(session, groupement.id, member.id, engagement.id, people)
    import_id = _an_import(session, groupement.id, people[RoleKind.COORDINATOR].id, canary)
    draft = DemandDraft(
        groupement_id=groupement.id,
        period_id=period.id,
        member_id=member.id,
        answers={"title": f"{canary} B"},
        created_at=NOW,
        updated_at=NOW,
    )
    session.add(draft)
    booking = a_booking(session, period, member, engagement, title=f"{canary} R")
    session.commit()
    scenario = Scenario(
        groupement_id=groupement.id,
        period_id=period.id,
        name=f"{canary} S",
        edits=[{"op": "remove_member", "member": member_name(member.id)}],
        created_at=NOW,
    )
    session.add(scenario)
    session.commit()
    addresses = {
        "groupement_slug": groupement.slug,
        "member_id": member.id,
        "role_id": role.id,
        "person_id": voice.id,
        "engagement_id": engagement.id,
        "period_id": period.id,
        "demand_id": demand.id,
        "exception_id": exception.id,
        "other_id": member.id,
        "calendar_id": calendar_id,
        "address_id": address_id,
        "run_id": plan.run_id,
        "plan_id": plan.id,
        "visit_key": f"D{demand.id}.C{engagement.id}.{period.ends_on.isoformat()}.0.1",
        "repair_id": a_repair(session, plan),
        "number": release.number,
        "visit_id": visit_id,
        "invitation_id": _an_invitation(session, groupement.id, voice, visit_id),
        "mail_id": _a_mail_given_up(session, groupement.id, voice, visit_id),
        "draft_id": draft.id,
        "booking_id": booking.id,
        "token_id": token_ids,
        "device_id": devices_of(session, people),
        "import_id": import_id,
        "closure_id": closure.id,
        **agreed,
        "scenario_id": scenario.id,
        **asked_questions(session, plan, demand.id, engagement.id),
    }
    return Tenant(canary, groupement, people, addresses)


def _a_mail_given_up(session: Session, groupement_id: int, reader: Person, visit_id: object) -> int:
    """Return the number of a letter that never arrived, with what it told."""
    mail = new_mail("Visits\n\nNew.", reader.email, f"changes-given-up-{groupement_id}", NOW)
    mail.groupement_id, mail.person_id, mail.failed_at = groupement_id, reader.id, NOW
    session.add(mail)
    session.flush()
    row = {"groupement_id": groupement_id, "person_id": reader.id, "visit_id": visit_id}
    session.add(UntoldChange(**row, mail_id=mail.id, noted_at=NOW))
    session.commit()
    return mail.id


def _an_import(session: Session, groupement_id: int, person_id: int, canary: str) -> int:
    """Return the number of an import that was begun."""
    draft = ImportDraft(
        groupement_id=groupement_id,
        person_id=person_id,
        kind=TableKind.MEMBERS,
        file_name=f"{canary}.csv",
        columns=[["name", "A", "nom"], ["insee", "B", "code INSEE"]],
        rows=[[2, [f"{canary} N", "56260"]]],
        notes=[],
        created_at=utc_now(),
    )
    session.add(draft)
    session.flush()
    return draft.id


def _an_invitation(
    session: Session, groupement_id: int, person: Person, visit_id: uuid.UUID
) -> int:
    """Return an invitation to a visit that was declined."""
    row = VisitInvitation(
        groupement_id=groupement_id,
        person_id=person.id,
        visit_id=visit_id,
        email=person.email,
        sequence=0,
        sent_at=NOW,
        answer=Answer.DECLINED,
        answered_at=NOW,
    )
    session.add(row)
    session.flush()
    return row.id
