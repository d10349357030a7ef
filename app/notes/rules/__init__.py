"""What notes have beyond CommonMark: one file per rule of the markdown-it parser, each with an `install(parser)`."""
