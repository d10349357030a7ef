"""The writer that needs no model: cards from the structure of the notes, one rule per file."""
