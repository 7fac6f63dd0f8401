"""Files on this machine: opened and read for the upload, with cached checksums."""
