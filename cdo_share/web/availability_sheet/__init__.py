"""When a CDO can work, as one sheet: filled in by the CDO, or by the coordinator on the phone."""
