"""A CDO's engagement as one sheet: filled in by the CDO, or by the coordinator with the regime."""
