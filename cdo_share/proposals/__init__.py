"""Agreeing on a plan before it binds: it is proposed, and each party accepts or asks for change."""
