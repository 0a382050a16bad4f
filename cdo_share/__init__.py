"""CDO Share: a groupement of small firms shares its Chief Digital Officers fairly."""

__version__ = "0.1.0"
