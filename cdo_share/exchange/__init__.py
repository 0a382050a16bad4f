"""Tables in and out: members, CDOs and demands read from files people keep, and all of it back."""
