"""Records: what is known of each submission, on disk: its job, its files and its outcome."""
