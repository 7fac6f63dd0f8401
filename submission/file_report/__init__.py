"""The file report: what is shown about a job's files, and the confirmation asked for them."""
