"""SQLite through SQLModel tables: engine, migrations and every SELECT of the project."""
