"""Files that somebody takes away: how each is written, and what each says of itself.

What a file is about (`about`) is the same for all: its marking, the day, the filters, the terms, how to cite it. How it
stands in a file is the matter of that format: a workbook has a sheet for it, an archive a description of all its files,
and what has no room for it (CSV, JSON Lines) a description beside it, which the answer links to.
"""
