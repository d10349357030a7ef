"""Runnable demos: contract, figures, worker and runner here; one folder per topic, one file per family."""
