"""Who has not been told yet of earlier releases: their mails still wait, or gave way to others."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from cdo_share.core.outbox import OutboxMail, withdraw_mails
from cdo_share.notifications.merging import merge_changes
from cdo_share.publishing.models import Release
from cdo_share.publishing.queries import list_changes
from cdo_share.publishing.views import ChangeView


def release_key(release_id: int, person_id: int) -> str:
    """Return the key of the one mail about a release to one person."""
    return f"release-{release_id}-person-{person_id}"


class Untold:
    """What people were not told of the releases before one; read once for all of them."""

    def __init__(
        self,
        session: Session,
        release: Release,
        changes: Sequence[ChangeView],
        person_ids: Collection[int],
    ) -> None:
        self._session = session
        self._read = {release.id: changes}
        earlier = select(Release.id).where(
            Release.groupement_id == release.groupement_id,
            Release.period_id == release.period_id,
            Release.id < release.id,
        )
        self._earlier = sorted(session.scalars(earlier))
        self._newest = release.id
        self._mails = self._list_mails(release.groupement_id, person_ids)

    def changes_for(self, person_id: int) -> Sequence[ChangeView]:
        """Return what changed since the person was last told; of this release alone, mostly."""
        untold = self._untold(person_id)
        if not untold:
            return self._read[self._newest]
        since = [number for number in self._earlier if number >= min(untold)]
        return merge_changes([self._changes(number) for number in (*since, self._newest)])

    def withdraw(self, person_id: int, now: datetime) -> None:
        """Take back the person's mails that still wait: one about this release says it all."""
        keys = [release_key(number, person_id) for number in self._untold(person_id)]
        withdraw_mails(self._session, keys, now=now)

    def _untold(self, person_id: int) -> list[int]:
        """Return the releases written about to the person since the last that reached them."""
        mails = self._mails[person_id]
        told = max((number for number, is_sent in mails.items() if is_sent), default=0)
        return [number for number in mails if number > told]

    def _changes(self, release_id: int) -> Sequence[ChangeView]:
        if release_id not in self._read:
            self._read[release_id] = list_changes(self._session, release_id)
        return self._read[release_id]

    def _list_mails(
        self, groupement_id: int, person_ids: Collection[int]
    ) -> dict[int, dict[int, bool]]:
        """Return by person and release whether the mail about it was sent."""
        mails: dict[int, dict[int, bool]] = defaultdict(dict)
        if not self._earlier:
            return mails
        statement = select(
            OutboxMail.person_id, OutboxMail.dedupe_key, OutboxMail.sent_at.is_not(None)
        ).where(
            OutboxMail.groupement_id == groupement_id,
            OutboxMail.dedupe_key.startswith("release-"),
            OutboxMail.person_id.in_(person_ids),
        )
        for person_id, key, is_sent in self._session.execute(statement):
            number = int(key.split("-")[1])
            if person_id is not None and number in self._earlier:
                mails[person_id][number] = is_sent
        return mails
