"""Full-text search over questions and answers, kept current by triggers (SQLite only)."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute(
        "CREATE VIRTUAL TABLE card_search USING fts5(question, answer, content='cards', content_rowid='number', "
        "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
    )
    op.execute(
        "CREATE TRIGGER card_search_insert AFTER INSERT ON cards BEGIN "
        "INSERT INTO card_search(rowid, question, answer) VALUES (new.number, new.question, new.answer); END"
    )
    op.execute(
        "CREATE TRIGGER card_search_delete AFTER DELETE ON cards BEGIN "
        "INSERT INTO card_search(card_search, rowid, question, answer) "
        "VALUES ('delete', old.number, old.question, old.answer); END"
    )
    op.execute(
        "CREATE TRIGGER card_search_update AFTER UPDATE OF question, answer ON cards BEGIN "
        "INSERT INTO card_search(card_search, rowid, question, answer) "
        "VALUES ('delete', old.number, old.question, old.answer); "
        "INSERT INTO card_search(rowid, question, answer) VALUES (new.number, new.question, new.answer); END"
    )
    op.execute("INSERT INTO card_search(card_search) VALUES ('rebuild')")
