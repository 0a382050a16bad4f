"""Whether a round is ready for an allocation, and what to mend."""
