"""What partners may rely on: the version of the description, what leaves it and when, and what it said when published.

`declared` holds the version and what was declared to end; `facts` reads a description as single promises and compares
two; `published` is the one in the tree; `hooks` write the rest into the description.
"""
