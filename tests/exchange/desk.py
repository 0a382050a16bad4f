"""Somebody who imports tables into one groupement, step by step as the pages do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from cdo_share.accounts.models import Groupement, Person
from cdo_share.exchange.drafts import Upload, begin_import, read_upload
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.exchange.preview import Preview
from cdo_share.exchange.service import Imported, Prepared, carry_out, prepare_import, preview_import


@dataclass
class Desk:
    """A groupement, a person and the present instant."""

    session: Session
    groupement: Groupement
    person: Person
    now: datetime

    def begin(self, kind: TableKind, data: bytes, **values: Any) -> ImportDraft:
        """Return the import begun with a file."""
        upload = Upload(kind=kind, name="table.csv", data=data, **values)
        return begin_import(
            self.session,
            upload,
            read_upload(upload, language="fr"),
            groupement_id=self.groupement.id,
            person_id=self.person.id,
            now=self.now,
        )

    def look(self, draft: ImportDraft) -> Preview:
        """Return what an import would do."""
        return preview_import(self.session, draft, language="fr", now=self.now)

    def preview(self, kind: TableKind, data: bytes, **values: Any) -> Preview:
        """Return what the import of a file would do."""
        return self.look(self.begin(kind, data, **values))

    def carry_out(self, draft: ImportDraft, seen: str | None = None) -> Imported:
        """Do what a draft says, as it was seen."""
        prepared = self.prepare(draft, seen)
        return carry_out(self.session, prepared, person_id=self.person.id, now=self.now)

    def prepare(self, draft: ImportDraft, seen: str | None = None) -> Prepared:
        """Return what a draft says, as it was seen, ready to be written."""
        return prepare_import(
            self.session,
            draft,
            seen=self.look(draft).fingerprint if seen is None else seen,
            language="fr",
            now=self.now,
        )

    def bring_in(self, kind: TableKind, data: bytes, **values: Any) -> Imported:
        """Import a file that has no fault."""
        draft = self.begin(kind, data, **values)
        preview = self.look(draft)
        assert told(preview) == []
        return self.carry_out(draft)


def told(preview: Preview) -> list[tuple[int, str, str]]:
    """Return line, column and message id of every fault."""
    return [
        (fault.line, fault.column.letter if fault.column else "", fault.message.msgid)
        for fault in preview.faults
    ]


def places(preview: Preview) -> list[tuple[int, str]]:
    """Return line and column of every fault."""
    return [(line, letter) for line, letter, _ in told(preview)]
