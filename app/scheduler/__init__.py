"""4 · When to show a card: FSRS, study days, the queue's order. Only user of fsrs."""
