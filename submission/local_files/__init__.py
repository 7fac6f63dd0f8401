"""Files on this machine: opened once, read once, their checksums remembered."""
