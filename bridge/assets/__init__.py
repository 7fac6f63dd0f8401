"""Lists the files that the open .blend needs, with who refers to them; reads, never writes, touches no disk."""
