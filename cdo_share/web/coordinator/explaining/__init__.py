"""Pages that explain a plan: what is missing, why this, why not that, whom to hire or train."""
