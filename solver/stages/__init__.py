"""The steps of a solve, each a module: repair, greedy, transport, calendars, improve, solve."""
