"""Days of a period that never becomes past: four weeks from Monday 5 January 2099."""

from datetime import date

MONDAY = date(2099, 1, 5)
TUESDAY = date(2099, 1, 6)
NEXT_MONDAY = date(2099, 1, 12)
LAST_FRIDAY = date(2099, 1, 30)
