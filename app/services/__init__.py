"""Use cases, one verb per file. A service holds the transaction; inner code never commits."""
