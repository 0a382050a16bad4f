"""Choices for the rule board that are kept under a name, to be taken again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.audit import record_act
from cdo_share.core.errors import Fault, InvalidInput, NotFound
from cdo_share.core.i18n import N_
from cdo_share.core.text import alphabetical, clean_line
from cdo_share.planning.board.applying import Board, read_board
from cdo_share.planning.models import RuleProfile

LONGEST_NAME = 80
MOST_PROFILES = 30


def list_profiles(session: Session, groupement_id: int) -> list[RuleProfile]:
    """Return the profiles of a groupement in order of name."""
    statement = select(RuleProfile).where(RuleProfile.groupement_id == groupement_id)
    return sorted(session.scalars(statement), key=lambda profile: alphabetical(profile.name))


def get_profile(session: Session, groupement_id: int, profile_id: int) -> RuleProfile:
    """Return a profile of the groupement; raises NotFound."""
    profile = session.get(RuleProfile, profile_id)
    if profile is None or profile.groupement_id != groupement_id:
        raise NotFound(N_("There is no such set of rules in this groupement."))
    return profile


def save_profile(
    session: Session, *, groupement_id: int, name: str, board: Board, person_id: int, now: datetime
) -> RuleProfile:
    """Keep a board under a name; one of the same name is overwritten.

    Raises InvalidInput with the fields `profile_name` and those of the board.
    """
    cleaned, choices = clean_line(name), read_board(board)
    profiles = list_profiles(session, groupement_id)
    profile = next((one for one in profiles if one.name == cleaned), None)
    _refuse(cleaned, is_full=profile is None and len(profiles) >= MOST_PROFILES)
    if profile is None:
        profile = RuleProfile(groupement_id=groupement_id, name=cleaned)
        session.add(profile)
    profile.board, profile.changed_at = choices, now
    session.flush()
    _record(session, profile, "save_rule_profile", person_id, now)
    return profile


def _refuse(name: str, *, is_full: bool) -> None:
    if not name:
        raise InvalidInput(Fault("profile_name", N_("Give these rules a name.")))
    if len(name) > LONGEST_NAME:
        sentence = N_("Shorten the name to %(longest)d characters.")
        raise InvalidInput(Fault("profile_name", sentence, {"longest": LONGEST_NAME}))
    if is_full:
        sentence = N_("There are %(most)d sets of rules already: delete one first.")
        raise InvalidInput(Fault("profile_name", sentence, {"most": MOST_PROFILES}))


def delete_profile(
    session: Session, *, groupement_id: int, profile_id: int, person_id: int, now: datetime
) -> str:
    """Delete a profile and return its name; raises NotFound."""
    profile = get_profile(session, groupement_id, profile_id)
    _record(session, profile, "delete_rule_profile", person_id, now)
    session.delete(profile)
    session.flush()
    return profile.name


def _record(
    session: Session, profile: RuleProfile, action: str, person_id: int, now: datetime
) -> None:
    record_act(
        session,
        at=now,
        groupement_id=profile.groupement_id,
        person_id=person_id,
        action=action,
        thing=("rule_profile", profile.id),
        name=profile.name,
    )
