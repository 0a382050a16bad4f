"""When CDOs can work: a weekly pattern, exceptions to it, and busy times of their own calendars."""
