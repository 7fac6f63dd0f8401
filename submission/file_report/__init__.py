"""File report: the states of a job's files, and the confirmation of the user."""
