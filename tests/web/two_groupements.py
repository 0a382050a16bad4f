"""Two groupements with one of everything, each marked by a canary no page of the other may show."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person, RoleKind
from cdo_share.availability.models import (
    AvailabilityException,
    CalendarAddress,
    CalendarState,
    ExceptionKind,
    ExternalCalendar,
)
from cdo_share.calendars.dav.passwords import create_password
from cdo_share.calendars.models import DetailLevel, Feed, FeedOwner, FeedToken
from cdo_share.core.clock import utc_now
from cdo_share.demands.models import DemandDraft, MemberClosure
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.notifications.models import Answer, UntoldChange, VisitInvitation
from cdo_share.notifications.service import new_mail
from cdo_share.planning.instance import build_instance
from cdo_share.planning.instance_parts import member_name
from cdo_share.planning.models import (
    Constraint,
    ConstraintKind,
    Plan,
    PlanVisit,
    Run,
    RunKind,
    RunQuestion,
    RunState,
    Scenario,
)
from cdo_share.planning.question import Question, write_question
from cdo_share.proposals.models import Proposal, ProposalParty, ProposalRequest, Reason
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

STATISTICS = {  # the judge's figures of a plan that serves one half-day of four
    "feasible": True,
    "errors": [],
    "cost": 100,
    "components": {"shortage": 100},
    "visits": 1,
    "requested_slots": 4,
    "served_slots": 1,
    "served_percent": 25.0,
    "unservable": [],
    "satisfaction_min": 0.25,
    "satisfaction_p10": 0.25,
    "satisfaction_mean": 0.25,
    "km": 12,
    "changed_visits": 0,
    "changed_by_choice": 0,
    "cost_of_serving_nobody": 400,
}
NOW = datetime(2026, 12, 14, 9, tzinfo=UTC)


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
    calendar_id, address_id = _external_calendar(session, engagement.id, canary)
    people = {
        RoleKind.MEMBER: a_person(session, name=f"{canary} m"),
        RoleKind.CDO: cdo_person,
        RoleKind.COORDINATOR: a_person(session, name=f"{canary} k"),
    }
    voice = people[RoleKind.MEMBER]
    role = a_role(session, voice, groupement, RoleKind.MEMBER, member_id=member.id)
    a_role(session, cdo_person, groupement, RoleKind.CDO, engagement_id=engagement.id)
    a_role(session, people[RoleKind.COORDINATOR], groupement, RoleKind.COORDINATOR)
    plan = _a_plan(session, groupement.id, period.id)
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
    agreed = _a_proposal(session, plan, visit_id, member.id, engagement.id)
    token_ids = _feed_tokens(session, groupement.id, member.id, engagement.id, people)
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
        "repair_id": _a_repair(session, plan),
        "number": release.number,
        "visit_id": visit_id,
        "invitation_id": _an_invitation(session, groupement.id, voice, visit_id),
        "mail_id": _a_mail_given_up(session, groupement.id, voice, visit_id),
        "draft_id": draft.id,
        "booking_id": booking.id,
        "token_id": token_ids,
        "device_id": _devices(session, people),
        "import_id": import_id,
        "closure_id": closure.id,
        **agreed,
        "scenario_id": scenario.id,
        **_questions(session, plan, demand.id, engagement.id),
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


def _devices(session: Session, people: dict[RoleKind, Person]) -> dict[RoleKind, int]:
    """Return the numbers of a device of each person."""
    made = {
        kind: create_password(session, person_id=person.id, label="Phone", now=NOW)[0].id
        for kind, person in people.items()
    }
    session.commit()
    return made


def _questions(session: Session, plan: Plan, demand_id: int, engagement_id: int) -> dict[str, int]:
    """Return the numbers of a "why not?" and of a trial that wait for their answers."""
    visit = {
        "demand": f"D{demand_id}",
        "cdo": f"C{engagement_id}",
        "day": "2027-01-29",
        "slot": 0,
        "length": 1,
    }
    asked = {"question_id": (RunKind.WHY_NOT, {"wish": {"demand": f"D{demand_id}"}})}
    asked["trial_id"] = (RunKind.REPAIR, {"keeps": [visit]})
    ids = {}
    for name, (kind, values) in asked.items():
        run = Run(
            groupement_id=plan.groupement_id,
            period_id=plan.period_id,
            kind=kind,
            state=RunState.QUEUED,
            time_limit_seconds=5,
            queued_at=NOW,
            sent_at=NOW,
        )
        session.add(run)
        session.flush()
        session.add(RunQuestion(run_id=run.id, basis_plan_id=plan.id, **values))
        ids[name] = run.id
    session.commit()
    return ids


def _external_calendar(session: Session, engagement_id: int, canary: str) -> tuple[int, int]:
    """Return a calendar of the CDO's own that waits to be accepted, and an unread address."""
    calendar = ExternalCalendar(
        engagement_id=engagement_id, name=f"{canary} A", state=CalendarState.PREVIEW, read_at=NOW
    )
    address = CalendarAddress(
        engagement_id=engagement_id,
        name=f"{canary} B",
        address=b"sealed",
        host="agenda.example",
        created_at=NOW,
        next_try_at=NOW,
    )
    session.add_all((calendar, address))
    session.flush()
    return calendar.id, address.id


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


def _a_plan(session: Session, groupement_id: int, period_id: int) -> Plan:
    run = Run(
        instance=build_instance(
            session, groupement_id=groupement_id, period_id=period_id, published=[], name="run"
        ),
        groupement_id=groupement_id,
        period_id=period_id,
        state=RunState.DONE,
        time_limit_seconds=5,
        queued_at=NOW,
        sent_at=NOW,
        started_at=NOW,
        finished_at=NOW,
    )
    session.add(run)
    session.flush()
    plan = Plan(
        groupement_id=groupement_id,
        period_id=period_id,
        run_id=run.id,
        cost=100,
        parts={"shortage": 100},
        bound=90,
        bound_kind="transport",
        gap=0.01,
        statistics=dict(STATISTICS),
        unmet=[],
        created_at=NOW,
    )
    session.add(plan)
    session.flush()
    return plan


def _a_proposal(
    session: Session, plan: Plan, visit_id: uuid.UUID, member_id: int, engagement_id: int
) -> dict[str, Any]:
    """Return the numbers of an open proposal's parties, a request, and a constraint."""
    tenant = {"groupement_id": plan.groupement_id}
    constraint = Constraint(
        **tenant,
        period_id=plan.period_id,
        kind=ConstraintKind.AVOID_CDO,
        engagement_id=engagement_id,
        day=NOW.date(),
        created_at=NOW,
    )
    proposal = Proposal(
        **tenant,
        period_id=plan.period_id,
        plan_id=plan.id,
        sent_at=NOW,
        answer_until=datetime(2099, 1, 1, tzinfo=UTC),
        silence_accepts=False,
    )
    session.add_all((constraint, proposal))
    session.flush()
    firm = ProposalParty(**tenant, proposal_id=proposal.id, member_id=member_id)
    cdo = ProposalParty(**tenant, proposal_id=proposal.id, engagement_id=engagement_id)
    session.add_all((firm, cdo))
    session.flush()
    request = ProposalRequest(
        **tenant,
        party_id=firm.id,
        plan_id=plan.id,
        visit_id=visit_id,
        day=NOW.date(),
        slot=0,
        length=1,
        reason=Reason.BUSY,
        created_at=NOW,
    )
    session.add(request)
    session.flush()
    return {
        "party_id": {RoleKind.MEMBER: firm.id, RoleKind.CDO: cdo.id},
        "request_id": request.id,
        "constraint_id": constraint.id,
    }


def _a_repair(session: Session, plan: Plan) -> int:
    """Return the number of a repair of the plan that was cancelled."""
    run = Run(
        groupement_id=plan.groupement_id,
        period_id=plan.period_id,
        kind=RunKind.REPAIR,
        state=RunState.CANCELLED,
        time_limit_seconds=3,
        queued_at=NOW,
        sent_at=NOW,
    )
    session.add(run)
    session.flush()
    write_question(session, run.id, Question(basis_plan_id=plan.id))
    session.commit()
    return run.id


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


def _feed_tokens(
    session: Session,
    groupement_id: int,
    member_id: int,
    engagement_id: int,
    people: dict[RoleKind, Person],
) -> dict[RoleKind, int]:
    """Return a token of the member's and one of the CDO's feed, by role."""
    ids = {}
    for kind, owner in ((RoleKind.MEMBER, FeedOwner.MEMBER), (RoleKind.CDO, FeedOwner.CDO)):
        feed = Feed(
            groupement_id=groupement_id,
            owner=owner,
            member_id=member_id if kind is RoleKind.MEMBER else None,
            engagement_id=engagement_id if kind is RoleKind.CDO else None,
            detail=DetailLevel.FULL,
            slug="calendar",
            body=b"BEGIN:VCALENDAR",
            etag="0" * 64,
            last_modified_at=NOW,
        )
        session.add(feed)
        session.flush()
        token = FeedToken(
            feed_id=feed.id,
            person_id=people[kind].id,
            token_sha256=uuid.uuid4().bytes * 2,
            label="Phone",
            last_characters="abcd",
            created_at=NOW,
        )
        session.add(token)
        session.flush()
        ids[kind] = token.id
    return ids
