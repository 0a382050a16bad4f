"""The static time zone blocks against the zone database, hour by hour."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from icalendar import Timezone

from cdo_share.calendars.zones import ZONE_BLOCKS, zone_block

# France and what belongs to it, as the zone database names countries.
FRENCH = frozenset(["FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF"])
FIVE_YEARS = [datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(43_824)]


def wrong_hours(zone: str, block: bytes) -> int:
    """Return at how many hours of five years a block says something else than zoneinfo."""
    ours, right = Timezone.from_ical(block).to_tz(lookup_tzid=False), ZoneInfo(zone)
    return sum(
        instant.astimezone(ours).utcoffset() != instant.astimezone(right).utcoffset()
        for instant in FIVE_YEARS
    )


@pytest.mark.parametrize("zone", sorted(ZONE_BLOCKS))
def test_block_of_a_zone_equals_zoneinfo_at_every_hour_of_five_years(zone: str) -> None:
    assert wrong_hours(zone, zone_block(zone)) == 0


def test_every_zone_of_france_has_a_block() -> None:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]

    assert {row[2] for row in rows if row[0] in FRENCH} == set(ZONE_BLOCKS)


def test_block_with_a_wrong_onset_is_found() -> None:
    wrong = zone_block("Europe/Paris").replace(
        b"DTSTART:19810329T020000", b"DTSTART:19810329T030000"
    )

    assert wrong_hours("Europe/Paris", wrong) == 5


def test_block_of_a_zone_without_rules_here_is_refused() -> None:
    with pytest.raises(ValueError, match="Asia/Tokyo"):
        zone_block("Asia/Tokyo")
