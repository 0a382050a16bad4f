"""Which members and CDOs a token reaches: its own, or for a coordinator all of the groupement."""

from cdo_share.accounts.models import RoleKind
from cdo_share.core.errors import NotFound
from cdo_share.core.i18n import N_
from cdo_share.web.auth import actor


def reached_member(member_id: int) -> int:
    """Return the number again; raises NotFound for another member than the token's own."""
    acting = actor()
    if acting.role.kind is RoleKind.MEMBER and member_id != acting.member.id:
        raise NotFound(N_("There is no such member in this groupement."))
    return member_id


def reached_cdo(cdo_id: int) -> int:
    """Return the number again; raises NotFound for another CDO than the token's own."""
    acting = actor()
    if acting.role.kind is RoleKind.CDO and cdo_id != acting.engagement.id:
        raise NotFound(N_("There is no such CDO in this groupement."))
    return cdo_id
