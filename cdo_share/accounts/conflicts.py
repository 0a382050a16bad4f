"""Who must not be served by whom: members a CDO may not serve, members who may not share a CDO.

Nobody is asked for a reason, and members never see any of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, literal, select, union_all
from sqlalchemy.orm import Session

from cdo_share.accounts.models import (
    Engagement,
    EngagementConflict,
    Groupement,
    Member,
    MemberConflict,
)
from cdo_share.accounts.queries import get_engagement, get_member
from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The members whom each CDO must not serve, by engagement, and the pairs of members kept apart.

    Of a pair the lower number comes first; pairs are in order.
    """

    barred: Mapping[int, frozenset[int]]
    apart: Sequence[tuple[int, int]]


def read_conflicts(session: Session, groupement_id: int) -> Conflicts:
    """Return both kinds of conflict of a groupement, in one statement."""
    engagements = select(
        literal(True), EngagementConflict.engagement_id, EngagementConflict.member_id
    ).where(EngagementConflict.groupement_id == groupement_id)
    members = select(literal(False), MemberConflict.first_id, MemberConflict.second_id).where(
        MemberConflict.groupement_id == groupement_id
    )
    rows = session.execute(union_all(engagements, members)).all()
    return Conflicts(
        barred=_grouped((one, other) for is_barred, one, other in rows if is_barred),
        apart=sorted((one, other) for is_barred, one, other in rows if not is_barred),
    )


def list_engagement_conflicts(session: Session, groupement_id: int) -> dict[int, frozenset[int]]:
    """Return the members whom each CDO of the groupement must not serve, by engagement."""
    statement = select(EngagementConflict.engagement_id, EngagementConflict.member_id).where(
        EngagementConflict.groupement_id == groupement_id
    )
    return _grouped((row.engagement_id, row.member_id) for row in session.execute(statement))


def _grouped(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for engagement_id, member_id in pairs:
        found[engagement_id].add(member_id)
    return {number: frozenset(members) for number, members in found.items()}


def set_engagement_conflicts(
    session: Session, *, groupement_id: int, engagement_id: int, member_ids: Collection[int]
) -> None:
    """Replace the members whom a CDO must not serve; raises NotFound."""
    get_engagement(session, groupement_id, engagement_id)
    # Two who store the same list at once wait for each other: the second stores it again.
    lock = select(Engagement.id).where(Engagement.id == engagement_id)
    session.execute(lock.with_for_update(key_share=True))
    _refuse_strangers(session, groupement_id, member_ids)
    rows = EngagementConflict.engagement_id == engagement_id
    session.execute(delete(EngagementConflict).where(rows))
    session.add_all(
        EngagementConflict(
            groupement_id=groupement_id, engagement_id=engagement_id, member_id=member_id
        )
        for member_id in sorted(set(member_ids))
    )
    session.flush()


def _refuse_strangers(session: Session, groupement_id: int, member_ids: Collection[int]) -> None:
    known = select(Member.id).where(
        Member.groupement_id == groupement_id, Member.id.in_(member_ids)
    )
    if set(session.scalars(known)) != set(member_ids):
        raise NotFound(N_("There is no such member in this groupement."))


def add_member_conflict(
    session: Session, *, groupement_id: int, member_id: int | None, other_id: int | None
) -> MemberConflict:
    """Note that two members must not share a CDO.

    Raises NotFound, InvalidInput for a member left out, the same member twice, a pair known.
    """
    lock = select(Groupement.id).where(Groupement.id == groupement_id)
    session.execute(lock.with_for_update(key_share=True))
    if member_id is None or other_id is None:
        empty = "member_id" if member_id is None else "other_id"
        raise InvalidInput(Fault(empty, N_("Choose a member.")))
    for number in (member_id, other_id):
        get_member(session, groupement_id, number)
    if member_id == other_id:
        raise InvalidInput(Fault("other_id", N_("Choose another member: this is the same one.")))
    first_id, second_id = sorted((member_id, other_id))
    if session.get(MemberConflict, (first_id, second_id)) is not None:
        raise InvalidInput(Fault("other_id", N_("These two are kept apart already.")))
    conflict = MemberConflict(groupement_id=groupement_id, first_id=first_id, second_id=second_id)
    session.add(conflict)
    session.flush()
    return conflict


def remove_member_conflict(
    session: Session, *, groupement_id: int, member_id: int, other_id: int
) -> None:
    """Let two members share a CDO again; raises NotFound."""
    conflict = session.get(MemberConflict, tuple(sorted((member_id, other_id))))
    if conflict is None or conflict.groupement_id != groupement_id:
        raise NotFound(N_("These two members are not kept apart."))
    session.delete(conflict)
    session.flush()
