"""Transfer: how the files reach the farm, by Shaman or by shared storage."""
