"""Translations of the extension's texts: data only; ``bridge.runtime.translation`` registers them with Blender."""
