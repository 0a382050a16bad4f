"""The pages of this part of the desk."""

from cdo_share.web.coordinator.ledger import accounts, rules, show

BLUEPRINTS = (
    show.blueprint,
    accounts.blueprint,
    rules.blueprint,
)
