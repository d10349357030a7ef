"""Demos of the topic activations; their text is content/activations.md."""
