"""Where the id of a merged record leads: to the record that was kept, for who may see both."""

from collections.abc import Collection

from django.db import connection

from peaceinfra.core.models import Record
from peaceinfra.core.visibility.sql import seen
from processes.models import Merge

_SEEN = ("%(level)s", "%(teams)s::bigint[]")
# A kept record may have been merged into another since: every step is one that the reader may see.
_WAYS = f"""WITH RECURSIVE way (merged, kept) AS (
  SELECT m.merged_id, m.kept_id FROM {Merge._meta.db_table} m
    WHERE m.merged_id = ANY (%(keys)s) AND NOT m.retired AND {seen("m", *_SEEN)}
  UNION SELECT w.merged, m.kept_id FROM way w JOIN {Merge._meta.db_table} m ON m.merged_id = w.kept
    WHERE NOT m.retired AND {seen("m", *_SEEN)}
)
SELECT w.merged, r.kind, r.id FROM way w
  JOIN {Record._meta.db_table} o ON o.id = w.merged JOIN {Record._meta.db_table} r ON r.id = w.kept
  WHERE o.retired AND NOT r.retired AND {seen("r", *_SEEN)}"""


def merged_into(keys: Collection[int], viewer) -> dict[int, Record]:
    """{key of a merged record: the record into which it was merged, at the end of all steps}; one query."""
    arguments = {"keys": [*keys], "level": viewer.level, "teams": sorted(viewer.teams)}
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, arguments)
        return {merged: Record(pk=key, kind=kind) for merged, kind, key in cursor.fetchall()}
