"""Which files are notes, by their ending. Of its own, so that who only asks this need not load what reads them."""

SUFFIXES = (".md", ".markdown", ".txt")
