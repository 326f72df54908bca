"""A log of a million changes, and pages of it beside the limit: the same rows as one JSON text."""

ROWS, HIDDEN = 1_000_000, 100_000

# Each linkage of the register again and again, whoever may see it.
_FILL = """INSERT INTO core_change (id, xid, at, kind, key, via, before_level, before_teams, after_level, after_teams,
    is_content)
  SELECT gen_random_uuid(), (10 + place / 1000)::text::xid8, now(), 'lnk', l.id, l.id, l.effective_level,
    l.effective_teams, l.effective_level, l.effective_teams, true
  FROM (SELECT place, place %% (SELECT count(*) FROM tracks_linkage) + 1 AS number
        FROM generate_series(1, %(rows)s) place) p
  JOIN (SELECT row_number() OVER (ORDER BY hashint8(id)) AS number, * FROM tracks_linkage) l USING (number)
  ON CONFLICT DO NOTHING"""
# Between two transactions: those of one linkage that is public by its level, and guarded by teams.
_HIDE = """INSERT INTO core_change (id, xid, at, kind, key, via, before_level, before_teams, after_level, after_teams,
    is_content)
  SELECT gen_random_uuid(), '500', now(), 'lnk', l.id, place, 0, '{1}', 0, '{1}', true
  FROM generate_series(1, %(rows)s) place, (SELECT id FROM tracks_linkage ORDER BY id LIMIT 1) l
  ON CONFLICT DO NOTHING"""


def fill_log() -> None:
    """Fills the log of the register that is open, if that was not done before."""
    from django.db import connection  # noqa: PLC0415 - needs the settings

    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM core_change WHERE xid = '500')")
        if cursor.fetchone()[0]:
            return
        cursor.execute(_FILL, {"rows": ROWS})
        cursor.execute("DELETE FROM core_change WHERE xid = '500'")
        cursor.execute(_HIDE, {"rows": HIDDEN})
        cursor.execute("VACUUM (ANALYZE) core_change")


def questions(client, register) -> dict:
    """{what is asked: function that asks it}"""
    from peaceinfra.api.feed import Place, reader_of  # noqa: PLC0415 - needs the settings
    from peaceinfra.core.visibility import viewing  # noqa: PLC0415

    fill_log()
    with viewing(register.viewer):
        reader = reader_of(register.viewer)
        (beginning,) = _row("SELECT core_change_beginning()")
    (before_hidden,) = _row(
        "SELECT id FROM core_change WHERE xid < '500' ORDER BY xid DESC, key DESC LIMIT 1"
    )
    pages = {}
    for name, row in (("", beginning), (", after 100,000 hidden ones", before_hidden)):
        address = f"/api/v1/changes/?limit=1000&cursor={Place(row, reader).text}"
        pages[f"limit: json_agg, 1,000 changes{name}"] = lambda row=row: json_agg(register.viewer, row)
        pages[f"1,000 changes{name}"] = lambda address=address: client.get(address)
    return pages


def json_agg(viewer, row) -> tuple:
    """The same rows as one text."""
    from peaceinfra.core.visibility import viewing  # noqa: PLC0415

    with viewing(viewer, of_one_moment=True):
        return _row("SELECT json_agg(c)::text FROM core_changes(%s, 1000) c", [row])


def _row(sql: str, params=()) -> tuple:
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()
