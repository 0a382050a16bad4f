"""A proposed plan as one party reads and answers it; shared by three audiences."""
