"""Demos of the topic foundations; their text is content/foundations.md."""
