"""The extension's texts in other languages than English: data only, ``bridge.wording`` hands them to Blender."""
