"""Pages for anybody: home, log-in, invitation."""
