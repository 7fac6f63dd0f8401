"""Jobs on the farm in Blender: polling, lists, actions, notices, images."""
