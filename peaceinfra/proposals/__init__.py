"""What partners propose: read from JSON, checked as a form would be, and written when a steward accepts it.

One way of reading serves both: what a tool sends, over what its token may see, and what a steward accepts, over what
the steward may see. The names and values of fields are those of the files of a dataset (`peaceinfra.datasets`).
"""
