"""Demos of the topic optimizers; their text is content/optimizers.md."""
