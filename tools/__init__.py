"""Developer commands of build.py, one module each; not part of the extension."""
