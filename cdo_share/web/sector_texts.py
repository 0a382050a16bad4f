"""The lines of business in the words of their people."""

from flask_babel import lazy_gettext as _l

from cdo_share.accounts.models import Sector

SECTORS = {
    Sector.CRAFT: _l("Crafts"),
    Sector.SHOP: _l("Shop"),
    Sector.FOOD: _l("Food and restaurants"),
    Sector.LODGING: _l("Hotels and tourism"),
    Sector.BUILDING: _l("Building"),
    Sector.INDUSTRY: _l("Industry"),
    Sector.FARMING: _l("Farming and fishing"),
    Sector.CARE: _l("Care and social work"),
    Sector.SERVICES: _l("Services to firms"),
}
