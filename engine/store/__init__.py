"""The ports on SQLModel and SQLAlchemy: tables, the one transaction, the directory, migrations."""
