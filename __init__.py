"""Flamenco Client: submit renders to a Flamenco farm without leaving Blender."""


def register() -> None:
    """Start the extension; imports happen here so that Blender's start-up does not pay for them."""
    from . import registration

    registration.register()


def unregister() -> None:
    """Stop the extension; leaves no class, timer, handler or process behind."""
    from . import registration

    registration.unregister()
