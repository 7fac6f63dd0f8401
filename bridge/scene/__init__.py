"""The open scene: its job properties, facts for checks, values for expressions, undo steps."""
