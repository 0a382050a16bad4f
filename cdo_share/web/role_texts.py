"""A role in words."""

from flask_babel import gettext

from cdo_share.accounts.models import Role, RoleKind


def role_text(role: Role) -> str:
    """Return a role in words: “Coordinator – Golfe Numérique”, “Biscuiterie du Port”."""
    if role.kind is RoleKind.MEMBER and role.member is not None:
        return role.member.name
    kind = gettext("CDO") if role.kind is RoleKind.CDO else gettext("Coordinator")
    return f"{kind} – {role.groupement.name}"
