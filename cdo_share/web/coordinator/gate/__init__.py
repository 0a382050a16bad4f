"""Before a plan binds: what is to be looked at, who hears what, then one act."""
