"""Which members and CDOs are meant by what the coordinator typed into the field that searches."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from cdo_share.accounts.models import Engagement, Member, Role, RoleKind
from cdo_share.core.text import has_words
from cdo_share.web.coordinator.people.groups import Subject
from cdo_share.web.paging import searched_words

Listed = TypeVar("Listed", bound=Member | Engagement)


def find(
    listed: Iterable[Listed], people: Mapping[Subject, list[Role]] | None = None
) -> list[Listed]:
    """Return those of a list that fit the words of the address, all when there are none.

    The words may stand in the name, in the commune, or in name and address of who logs in.
    """
    typed, known = searched_words(), people or {}
    return [one for one in listed if not typed or has_words(typed, _texts(one, known))]


def _texts(one: Member | Engagement, people: Mapping[Subject, list[Role]]) -> list[str]:
    if isinstance(one, Member):
        subject, own = (RoleKind.MEMBER.value, one.id), [one.name, one.trade, one.site.commune]
    else:
        subject, own = (RoleKind.CDO.value, one.id), [one.person.name, one.base.commune]
    roles = people.get(subject, [])
    return own + [text for role in roles for text in (role.person.name, role.person.email)]
