"""The edge that people see: pages by audience, feeds, and what they share."""
