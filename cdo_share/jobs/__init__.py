"""The worker's side: takes a run, solves it in a child process, records what was found."""
