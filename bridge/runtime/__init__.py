"""What keeps the interface alive: the timer, redraws, translations, and the connection to the helper."""
