"""Basics for all layers: texts, errors, progress, cancelling, sliced work, user files, locks."""
