"""The process beside Blender: runs use-cases there, and Blender's end of the pipe to it."""
