"""The catalogue of concepts, read from content/, and the matcher that finds them in notes."""
