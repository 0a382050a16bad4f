"""Booking a half-day between rounds: each act takes several rooms and is whole or not at all."""
