"""The database of the project: its backend, its embedded server and its two logins."""
