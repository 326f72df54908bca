"""The columns of dated records that nobody types: they follow from what was typed and from other records."""

#: Four days that other dated records lend (`models.narrowing_field`), and the days computed with them.
DERIVED_DATES = ("narrowing", "start_min", "start_max", "end_min", "end_max", "date_min", "date_max")
