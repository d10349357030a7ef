"""Torchdeck: flashcards you can run. Each package below is one arrow of docs/architecture.md."""

__version__ = "0.1.0"
