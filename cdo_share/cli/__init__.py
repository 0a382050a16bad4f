"""The command line of an installation; messages here are plain English for administrators."""

from cdo_share.cli.commands import main

__all__ = ["main"]
