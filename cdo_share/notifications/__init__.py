"""Mails: written into the outbox with the act they tell about, and delivered later."""
