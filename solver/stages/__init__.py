"""The steps of a solve, each a module: repair, greedy, transport, prices, calendars, improve, solve."""
