"""What happens to a release in force: absences, cancellations, bookings, repairs."""
