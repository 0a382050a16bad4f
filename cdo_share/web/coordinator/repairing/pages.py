"""The pages of this part of the desk."""

from cdo_share.web.coordinator.repairing import (
    absences,
    agreed_times,
    alerts,
    bookings,
    cancellations,
    curves,
    owed_time,
    repairs,
)

BLUEPRINTS = (
    alerts.blueprint,
    absences.blueprint,
    repairs.blueprint,
    curves.blueprint,
    cancellations.blueprint,
    agreed_times.blueprint,
    bookings.blueprint,
    owed_time.blueprint,
)
