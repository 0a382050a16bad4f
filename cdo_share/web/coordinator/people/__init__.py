"""Members, CDOs and those who speak for them."""
