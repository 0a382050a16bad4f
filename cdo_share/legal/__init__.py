"""Labour law: what it says of the visits of a plan, apart from the model that made the plan."""
