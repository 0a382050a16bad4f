"""The database's own refusal of overlapping visits of a person, for both dialects.

Used by the migration that creates the table; the message marks the refusal so that the
edge can tell it from other integrity errors.
"""

OVERLAP_MARK = "visit_overlaps_another_of_the_same_person"
# The room of bookings refuses a visit on time that it holds; see bookings/overlap.py.
HELD_MARK = "booking_and_visit_of_the_same_person_overlap"

POSTGRESQL = (
    f"ALTER TABLE visit ADD CONSTRAINT {OVERLAP_MARK} EXCLUDE USING gist ("
    " int8range(person_id, person_id, '[]') WITH &&,"
    " tstzrange(starts_at, ends_at) WITH &&)"
    " WHERE (state <> 'cancelled')",
)


_SQLITE_TRIGGER = """
CREATE TRIGGER visit_no_overlap_{act} BEFORE {act} ON visit
WHEN NEW.state <> 'cancelled'
BEGIN
  SELECT RAISE(ABORT, '{mark}') WHERE EXISTS (
    SELECT 1 FROM visit AS other
    WHERE other.person_id = NEW.person_id AND other.id <> NEW.id
      AND other.state <> 'cancelled'
      AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at);
END
"""

SQLITE = tuple(_SQLITE_TRIGGER.format(act=act, mark=OVERLAP_MARK) for act in ("insert", "update"))


def statements(dialect: str) -> tuple[str, ...]:
    """Return the SQL statements that forbid overlaps in the given dialect."""
    return POSTGRESQL if dialect == "postgresql" else SQLITE
