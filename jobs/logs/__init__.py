"""Logs of tasks: fetching their parts, and reading from them why a task failed."""
