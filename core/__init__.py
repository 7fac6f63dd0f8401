"""Values and mechanisms that all layers use: texts, errors, progress, cancelling, work in slices, files, locks."""
