"""What the agreement guarantees of a demand, as the coordinator types it."""

from flask_babel import lazy_gettext as _l

from cdo_share.demands.models import Demand
from cdo_share.web.fields import NumberField
from cdo_share.web.forms import Form, asked


class GuaranteeForm(Form):
    """Half-days; 0 guarantees nothing."""

    halfdays = NumberField(_l("Guaranteed by the agreement"), [asked])

    @classmethod
    def of(cls, demand: Demand) -> "GuaranteeForm":
        """Return the form with what is written down."""
        slots = demand.guaranteed_slots
        return cls(formdata=None, halfdays=slots // demand.period.grid.slots_per_half)
