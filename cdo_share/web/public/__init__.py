"""Pages of no role: home, log-in, forgotten password, account, invitation."""
