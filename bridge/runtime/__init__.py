"""Runtime: background work, polled answers, redraws, translation, and the session with the helper."""
