"""Communication between Blender and the helper: pipe, messages, process, requests."""
