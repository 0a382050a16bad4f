"""Calendar feeds: rendered at publication, served as stored bytes to whoever holds a token."""
