"""Gates: one machine-checkable rule for drafts per file, thresholds in one table.

A rule of a draft is `check(draft, section) -> Finding | None`; a rule of the deck takes the deck's index as well.
Grounding is checked lexically: a gate can tell that words are there, never that a statement is true.
"""
