"""Partial, uncertain and open dates: the rule is told for readers and partners in docs/dates.md.

`edtf` reads one date, `validity` gives four columns and the answer for a day, `statuslog` reads a log of
states, `words` says it all; `models` and `querysets` carry the rule into the database.
"""
