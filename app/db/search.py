"""Full-text search over the questions and answers of cards, by SQLite's FTS5."""

import re

from sqlalchemy import Connection, text

# What a fresh database gets; databases made earlier get the same from their migrations, and a test compares the two.
CREATE = (
    "CREATE VIRTUAL TABLE card_search USING fts5(question, answer, content='cards', content_rowid='number', "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE TRIGGER card_search_insert AFTER INSERT ON cards BEGIN "
    "INSERT INTO card_search(rowid, question, answer) VALUES (new.number, new.question, new.answer); END",
    "CREATE TRIGGER card_search_delete AFTER DELETE ON cards BEGIN "
    "INSERT INTO card_search(card_search, rowid, question, answer) "
    "VALUES ('delete', old.number, old.question, old.answer); END",
    "CREATE TRIGGER card_search_update AFTER UPDATE OF question, answer ON cards BEGIN "
    "INSERT INTO card_search(card_search, rowid, question, answer) "
    "VALUES ('delete', old.number, old.question, old.answer); "
    "INSERT INTO card_search(rowid, question, answer) VALUES (new.number, new.question, new.answer); END",
)

_WORD = re.compile(r"\w+")
_MOST_WORDS = 16

_MATCHES = text(
    "SELECT cards.id FROM card_search JOIN cards ON cards.number = card_search.rowid "
    "WHERE card_search MATCH :query ORDER BY bm25(card_search, 2.0, 1.0), cards.number LIMIT :limit"
)


def search_ids(connection: Connection, query: str, limit: int) -> list[str]:
    """Ids of the cards that hold every word of `query`, best match first; the last word may be unfinished.

    Nothing in the query is syntax: each word is quoted. A query without a word finds nothing.
    """
    words = _WORD.findall(query)[:_MOST_WORDS]
    if not words:
        return []
    quoted = " ".join(f'"{word}"' for word in words) + "*"
    return list(connection.execute(_MATCHES, {"query": quoted, "limit": limit}).scalars())
