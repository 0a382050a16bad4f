"""What members ask for: how much of which skill, at which rhythm, when and where."""
