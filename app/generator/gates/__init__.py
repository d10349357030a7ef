"""One machine-checkable rule for drafts per file, with all thresholds in one table."""
