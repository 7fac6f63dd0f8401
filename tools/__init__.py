"""The developer's commands behind build.py, one module each; never part of the extension."""
