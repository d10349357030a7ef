"""What notes have beyond CommonMark: one file per rule of the markdown-it parser, each with an `install(parser)`."""

# The blocks of CommonMark inside which a block rule of ours may begin without a blank line before it.
INTERRUPTS = ["paragraph", "reference", "blockquote", "list"]
