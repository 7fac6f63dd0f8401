"""Jobs on the farm: list, follow, explain and control them."""
