"""Translations of the extension's texts: data only; ``bridge.wording`` registers them with Blender."""
