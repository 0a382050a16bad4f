"""A place as JSON."""

from pydantic import BaseModel

from cdo_share.accounts.models import Site


class PlaceOut(BaseModel):
    """Where a firm or a base is; degrees, WGS 84."""

    name: str
    address: str
    commune: str
    insee: str
    lat: float
    lon: float

    @classmethod
    def of(cls, site: Site) -> "PlaceOut":
        """Return a place as the API gives it."""
        return cls(**{name: getattr(site, name) for name in cls.model_fields})
