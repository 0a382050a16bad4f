"""Who speaks for what a line names: read for an invitation, which only a ticked box sends."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Invitation, Person, Role, RoleKind
from cdo_share.accounts.service import MOST_NAME_CHARACTERS, normal_email
from cdo_share.core.errors import InvalidInput
from cdo_share.core.i18n import N_, Message
from cdo_share.core.text import clean_line
from cdo_share.exchange.preview import Contact
from cdo_share.exchange.row import Row


class Contacts:
    """The people who speak for members already, or are invited to."""

    def __init__(
        self, session: Session, groupement_id: int, kind: RoleKind, *, now: datetime
    ) -> None:
        self.kind = kind
        roles = (
            select(Role.subject_id, Person.email)
            .join(Person, Person.id == Role.person_id)
            .where(Role.groupement_id == groupement_id, Role.kind == kind)
        )
        invited = select(Invitation.member_id, Invitation.email).where(
            Invitation.groupement_id == groupement_id,
            Invitation.kind == kind,
            Invitation.accepted_at.is_(None),
            Invitation.declined_at.is_(None),
            Invitation.expires_at > now,
        )
        self._known = {tuple(row) for row in (*session.execute(roles), *session.execute(invited))}

    def read(self, row: Row, member_id: int | None, firm: str) -> Contact | None:
        """Return whom a line would let invite, nobody who speaks for the member already."""
        email = row.text("contact_email")
        name = clean_line(row.text("contact_name"))
        if not email:
            return None
        try:
            address = normal_email(email)
        except InvalidInput as refusal:
            row.fault("contact_email", refusal.message)
            return None
        if len(name) > MOST_NAME_CHARACTERS:
            sentence = N_("The name has %(length)s characters; shorten it to %(most)s at most.")
            values = {"length": len(name), "most": MOST_NAME_CHARACTERS}
            row.fault("contact_name", Message(sentence, values))
        if (member_id, address) in self._known:
            return None
        return Contact(name, address, self.kind, firm)
