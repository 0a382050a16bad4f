"""Stored what-ifs: changes under a name, asked again when the data have changed."""
