"""An import in two steps: nothing half done, nothing done that was not seen."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cdo_share.accounts.models import Member
from cdo_share.core.audit import AuditEntry
from cdo_share.core.errors import Conflict, InvalidInput, NotFound
from cdo_share.exchange import service
from cdo_share.exchange.drafts import (
    DRAFT_LIFE,
    Upload,
    begin_import,
    forget_drafts,
    get_draft,
    list_drafts,
    read_upload,
    take_draft,
)
from cdo_share.exchange.models import ImportDraft, TableKind
from cdo_share.exchange.service import Moved, carry_out
from tests.exchange.desk import Desk, places
from tests.exchange.files import csv_file
from tests.factories import a_groupement, a_member

THREE = csv_file([["nom", "commune"], ["A", "Vannes"], ["B", "Auray"], ["C", "Séné"]])


def count_members(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Member)) or 0


def test_import_writes_everything_once_and_notes_it(desk: Desk) -> None:
    draft = desk.begin(TableKind.MEMBERS, THREE)
    draft_id = draft.id

    imported = desk.carry_out(draft)

    (entry,) = desk.session.scalars(select(AuditEntry))
    assert (imported.new, imported.changed, count_members(desk.session)) == (3, 0, 3)
    assert (entry.action, entry.thing, entry.facts) == (
        "import",
        "members",
        {"new": 3, "changed": 0},
    )
    with pytest.raises(NotFound):
        get_draft(desk.session, desk.groupement.id, draft_id, now=desk.now)


def test_import_with_a_fault_is_refused_whole(desk: Desk) -> None:
    data = csv_file([["nom", "commune"], ["A", "Vannes"], ["", "Auray"]])

    with pytest.raises(Conflict):
        desk.carry_out(desk.begin(TableKind.MEMBERS, data))

    assert count_members(desk.session) == 0


def test_failure_in_the_middle_leaves_no_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = desk.begin(TableKind.MEMBERS, THREE)
    draft_id, prepared = draft.id, desk.prepare(draft)

    def fail(*_arguments: object, **_facts: object) -> None:
        assert count_members(desk.session) == 3
        raise RuntimeError("planted")

    monkeypatch.setattr(service, "record_act", fail)
    with pytest.raises(RuntimeError), desk.session.begin_nested():
        carry_out(desk.session, prepared, person_id=desk.person.id, now=desk.now)

    assert count_members(desk.session) == 0
    assert get_draft(desk.session, desk.groupement.id, draft_id, now=desk.now).id == draft_id


def test_change_between_reading_and_writing_is_told_as_such(desk: Desk) -> None:
    prepared = desk.prepare(desk.begin(TableKind.MEMBERS, THREE))
    a_member(desk.session, desk.groupement, name="D")

    with pytest.raises(Moved):
        carry_out(desk.session, prepared, person_id=desk.person.id, now=desk.now)


def test_drafts_that_wait_are_listed_the_newest_first(desk: Desk) -> None:
    first, second = (desk.begin(TableKind.MEMBERS, THREE) for _ in range(2))
    second.created_at = desk.now + timedelta(minutes=1)
    desk.session.flush()

    listed = list_drafts(desk.session, desk.groupement.id, now=desk.now)

    assert [draft.id for draft in listed] == [second.id, first.id]
    assert list_drafts(desk.session, desk.groupement.id, now=desk.now + DRAFT_LIFE) == [second]


def test_change_between_preview_and_confirmation_is_a_conflict(desk: Desk) -> None:
    draft = desk.begin(TableKind.MEMBERS, THREE)
    seen = desk.look(draft).fingerprint
    a_member(desk.session, desk.groupement, name="A")

    with pytest.raises(Conflict):
        desk.carry_out(draft, seen)

    assert count_members(desk.session) == 1


def test_preview_that_was_never_shown_is_a_conflict(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.carry_out(desk.begin(TableKind.MEMBERS, THREE), seen="")


def test_second_import_of_the_same_file_changes_nothing(desk: Desk) -> None:
    desk.bring_in(TableKind.MEMBERS, THREE)

    preview = desk.preview(TableKind.MEMBERS, THREE)

    assert (preview.unchanged, len(preview.new), len(preview.changed)) == (3, 0, 0)


def test_draft_is_forgotten_after_a_day(desk: Desk) -> None:
    draft = desk.begin(TableKind.MEMBERS, THREE)
    later = desk.now + DRAFT_LIFE

    forget_drafts(desk.session, later - timedelta(seconds=1))
    assert get_draft(desk.session, desk.groupement.id, draft.id, now=desk.now) is draft
    with pytest.raises(NotFound):
        get_draft(desk.session, desk.groupement.id, draft.id, now=later)
    forget_drafts(desk.session, later)

    assert desk.session.scalars(select(ImportDraft)).all() == []


def test_draft_of_another_groupement_is_not_found(desk: Desk, now: datetime) -> None:
    draft = desk.begin(TableKind.MEMBERS, THREE)
    foreign = a_groupement(desk.session)

    with pytest.raises(NotFound):
        get_draft(desk.session, foreign.id, draft.id, now=now)
    with pytest.raises(NotFound):
        take_draft(desk.session, foreign.id, draft.id, now=now)


def test_discarded_draft_is_gone(desk: Desk, now: datetime) -> None:
    draft = desk.begin(TableKind.MEMBERS, THREE)

    take_draft(desk.session, desk.groupement.id, draft.id, now=now)

    assert desk.session.scalars(select(ImportDraft)).all() == []


def test_headings_without_a_line_are_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        desk.begin(TableKind.MEMBERS, b"nom;commune\n\n")


def test_file_name_is_kept_on_one_short_line(desk: Desk) -> None:
    upload = Upload(kind=TableKind.MEMBERS, name="../../etc/passwd\r\n" + "x" * 500, data=THREE)

    draft = begin_import(
        desk.session,
        upload,
        read_upload(upload, language="fr"),
        groupement_id=desk.groupement.id,
        person_id=desk.person.id,
        now=desk.now,
    )

    assert (len(draft.file_name), "\n" in draft.file_name) == (120, False)
    assert places(desk.look(draft)) == []
