"""The small types of requests: what JSON cannot say by itself is checked here."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    AllowInfNan,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)
from pydantic import StrictBool as Flag
from pydantic_core import PydanticCustomError

from cdo_share.web.bounds import GREATEST_ROW_NUMBER

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _iso_date(value: Any) -> Any:
    """Refuse what pydantic would also take for a day: numbers, instants."""
    if not isinstance(value, str) or not ISO_DATE.fullmatch(value):
        raise PydanticCustomError("day_written", "write a day like 2027-01-04")
    return value


def _plain(text: str) -> str:
    """Refuse characters that no database and no calendar can keep."""
    if any(character == "\x00" or "\ud800" <= character <= "\udfff" for character in text):
        raise PydanticCustomError("text_plain", "leave out the null character")
    return text


Day = Annotated[
    date, BeforeValidator(_iso_date), WithJsonSchema({"type": "string", "format": "date"})
]
Line = Annotated[StrictStr, Field(max_length=200), AfterValidator(_plain)]
Count = Annotated[StrictInt, Field(ge=0, le=1000)]
RowNumber = Annotated[StrictInt, Field(ge=1, le=GREATEST_ROW_NUMBER)]
Version = Annotated[StrictInt, Field(ge=0, le=GREATEST_ROW_NUMBER)]
# In an address everything is text; there a number is read from it.
AddressNumber = Annotated[int, Field(ge=1, le=GREATEST_ROW_NUMBER)]
Degrees = Annotated[float, Strict(), AllowInfNan(False), Field(ge=-180, le=180)]
Weekday = Annotated[StrictInt, Field(ge=0, le=4, description="0 is Monday")]


class Body(BaseModel):
    """What a request sends: nothing beyond the fields that are described."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel):
    """Which part of a list to give."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=500)] = 100
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0

    def of(self, rows: list[Any]) -> list[Any]:
        """Return the part of a whole list."""
        return rows[self.offset : self.offset + self.limit]


__all__ = [
    "AddressNumber",
    "Body",
    "Count",
    "Day",
    "Degrees",
    "Flag",
    "Line",
    "Page",
    "RowNumber",
    "Version",
    "Weekday",
]
