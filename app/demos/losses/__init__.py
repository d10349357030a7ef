"""Demos of the topic losses; their text is content/losses.md."""
