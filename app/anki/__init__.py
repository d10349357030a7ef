"""5 · Cards to .apkg. Only user of genanki."""
