"""Backups of the whole register: made of one moment, encrypted, and believed only after they were restored."""
