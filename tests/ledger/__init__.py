"""The books: exact amounts, balanced entries, and a database that refuses the rest."""
