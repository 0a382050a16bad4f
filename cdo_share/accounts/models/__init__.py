"""The rows of groupements, people, members, CDOs and roles."""

from cdo_share.accounts.models.engagements import (
    Engagement,
    EngagementConflict,
    EngagementSkill,
    Regime,
)
from cdo_share.accounts.models.groupements import (
    Groupement,
    LoginSession,
    PasswordReset,
    Person,
)
from cdo_share.accounts.models.members import (
    Member,
    MemberConflict,
    Sector,
    Site,
)
from cdo_share.accounts.models.roles import (
    AccessToken,
    Invitation,
    Role,
    RoleKind,
)

__all__ = [
    "AccessToken",
    "Engagement",
    "EngagementConflict",
    "EngagementSkill",
    "Groupement",
    "Invitation",
    "LoginSession",
    "Member",
    "MemberConflict",
    "PasswordReset",
    "Person",
    "Regime",
    "Role",
    "RoleKind",
    "Sector",
    "Site",
]
