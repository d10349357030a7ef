"""Demos of the topic regularization; their text is content/regularization.md."""
