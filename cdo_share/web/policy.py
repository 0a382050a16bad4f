"""The access rule of every route: behind an audience's guard, or public and named here.

A route that is neither fails the tests (tests/web/test_matrix.py), so that nobody can forget.
"""

from cdo_share.accounts.models import RoleKind

AUDIENCES = {
    "member": RoleKind.MEMBER,
    "cdo": RoleKind.CDO,
    "coordinator": RoleKind.COORDINATOR,
}
# Open to anybody. What a feed, an invitation, a proposed plan's, a password's or a free page's link
# shows is decided by the secret in its address. The pages of the account and the places belong to
# no audience: they ask themselves who is logged in. Whoever programs may read what the API can do;
# doing it needs a token.
PUBLIC_ENDPOINTS = frozenset(
    {
        "static",
        "public.home.index",
        "public.home.switch_language",
        "public.home.robots",
        "public.home.health",
        "public.sessions.new",
        "public.sessions.create",
        "public.sessions.delete",
        "public.invitations.show",
        "public.invitations.accept",
        "public.invitations.decline",
        "public.agreeing.show",
        "public.agreeing.answer",
        "public.free_time.show",
        "public.recovery.new",
        "public.recovery.create",
        "public.recovery.edit",
        "public.recovery.update",
        "public.account.edit",
        "public.account.update",
        "public.account.change_password",
        "public.account.leave",
        "public.tokens.index",
        "public.tokens.create",
        "public.tokens.revoke",
        "documentation.index",
        "documentation.description",
        "public.places.communes",
        "public.places.around",
    }
)


API = "api"  # behind the guard that asks for a token


def audience_of(endpoint: str) -> RoleKind | None:
    """Return the audience whose guard stands before an endpoint; None when it has none."""
    return AUDIENCES.get(endpoint.split(".", 1)[0])
