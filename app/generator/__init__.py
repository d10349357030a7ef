"""2 · Sections to drafts: writers propose, gates judge."""
