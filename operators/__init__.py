"""What the buttons and scripts call: read, hand over to the session, report."""
