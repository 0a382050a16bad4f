"""The database's own refusal of time that is held twice, or held and visited, for both dialects.

Used by the migration that creates the table. Among bookings PostgreSQL has an exclusion
constraint; between bookings and visits it needs a trigger, which sees what is committed: whoever
writes either holds the person's row, so that nobody slips in between.
"""

from cdo_share.publishing import overlap as visits

VISIT_MARK = visits.HELD_MARK
HELD_MARK = "booking_overlaps_another_of_the_same_person"

_MEETS = "other.person_id = NEW.person_id AND other.starts_at < NEW.ends_at"
_MEETS += " AND NEW.starts_at < other.ends_at"
_VISIT = f"SELECT 1 FROM visit AS other WHERE other.state <> 'cancelled' AND {_MEETS}"  # noqa: S608
_BOOKING = f"SELECT 1 FROM booking AS other WHERE other.state = 'held' AND {_MEETS}"  # noqa: S608

_EXCLUSION = (
    f"ALTER TABLE booking ADD CONSTRAINT {HELD_MARK} EXCLUDE USING gist ("
    " int8range(person_id, person_id, '[]') WITH &&,"
    " tstzrange(starts_at, ends_at) WITH &&)"
    " WHERE (state = 'held')"
)
# Table, name of the trigger, when it looks, what must not exist.
_PAIRS = (
    ("booking", "booking_over_visit", "NEW.state = 'held'", _VISIT),
    ("visit", "visit_over_booking", "NEW.state <> 'cancelled'", _BOOKING),
)
_FUNCTION = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF {when} AND EXISTS ({meets}) THEN
    RAISE EXCEPTION '{mark}' USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END $$
"""
_TRIGGER = (
    "CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION {name}()"
)
_SQLITE_TRIGGER = """
CREATE TRIGGER {name}_{act} BEFORE {act} ON {table} WHEN {when}
BEGIN
  SELECT RAISE(ABORT, '{mark}') WHERE EXISTS ({meets});
END
"""
_ACTS = ("insert", "update")


def statements(dialect: str) -> list[str]:
    """Return the SQL statements that forbid overlaps in the given dialect."""
    return _for_postgresql() if dialect == "postgresql" else _for_sqlite()


def undoing(dialect: str) -> list[str]:
    """Return the statements that take back what does not go with the table of bookings."""
    if dialect == "postgresql":
        drops = [f"DROP TRIGGER {name} ON {table}" for table, name, _, _ in _PAIRS]
        return drops + [f"DROP FUNCTION {name}()" for _, name, _, _ in _PAIRS]
    return [f"DROP TRIGGER {name}_{act}" for _, name, _, _ in _PAIRS for act in _ACTS]


def _for_postgresql() -> list[str]:
    found = [_EXCLUSION]
    for table, name, when, meets in _PAIRS:
        found.append(_FUNCTION.format(name=name, when=when, meets=meets, mark=VISIT_MARK))
        found.append(_TRIGGER.format(name=name, table=table))
    return found


def _for_sqlite() -> list[str]:
    own = (
        "booking",
        "booking_no_overlap",
        "NEW.state = 'held'",
        f"{_BOOKING} AND other.id <> NEW.id",
    )
    triggers = [(*own, HELD_MARK), *((*pair, VISIT_MARK) for pair in _PAIRS)]
    return [
        _SQLITE_TRIGGER.format(name=name, act=act, table=table, when=when, meets=meets, mark=mark)
        for table, name, when, meets, mark in triggers
        for act in _ACTS
    ]
