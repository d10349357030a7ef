"""3 · Drafts to cards: minted identity, matching old cards to a changed note, cloze markup."""
