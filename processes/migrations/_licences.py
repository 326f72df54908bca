"""The licences of sources that were written as words, as codes. The words are kept as the note on the terms."""

import re

# In this order: the longer names hold the shorter ones.
_CODES = (
    (r"public domain|\bcc ?0\b|\bpddl\b", "public_domain"),
    (r"\bby nc sa\b|non ?commercial.*share ?alike", "cc_by_nc_sa"),
    (r"\bby nc\b|attribution non ?commercial", "cc_by_nc"),
    (r"\bby sa\b|attribution share ?alike", "cc_by_sa"),
    (r"\bcc by\b|creative commons attribution", "cc_by"),
    (r"^(with )?permission (was )?(given|granted|of|by)\b|^(used )?(with|by) permission\b", "permission"),
)
_NO_CHANGES = re.compile(r"\bby( nc)? nd\b|no ?deriv")
_REASON = "The note on its terms names a licence that allows no changed copies."
# Not “not in the public domain”, nor “no CC licence”.
_DENIED = re.compile(r"\b(not|no|without|never|none)\b")


def code_of(words: str) -> tuple[str, str, str]:
    """(licence, may be exported, why) for what was written; what is not understood is “none known”."""
    text = re.sub(r"[^a-z0-9]+", " ", words.casefold()).strip()
    if _NO_CHANGES.search(text):
        return "none_known", "ids", _REASON
    if not _DENIED.search(text):
        for pattern, code in _CODES:
            if re.search(pattern, text):
                return code, "", ""
    return "none_known", "", ""


def to_codes(apps, schema_editor):
    """Of the sources and of their history, which is no new version: nobody said anything new.

    What a source was claimed to say of its licence are words as well.
    """
    with schema_editor.connection.cursor() as cursor:
        for table in ("processes_source", "processes_sourceevent"):
            cursor.execute(f"SELECT DISTINCT licence FROM {table}")
            for (words,) in cursor.fetchall():
                cursor.execute(
                    f"UPDATE {table} SET terms = licence, licence = %s, export_override = %s, export_reason = %s"
                    " WHERE licence = %s AND terms = ''",
                    [*code_of(words), words],
                )
        _rename_claims(cursor, "licence", "terms")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def to_words(apps, schema_editor):
    """What was decided besides has no place in the words, and is lost."""
    with schema_editor.connection.cursor() as cursor:
        for table in ("processes_source", "processes_sourceevent"):
            cursor.execute(
                f"UPDATE {table} SET licence = CASE WHEN terms <> '' THEN terms WHEN licence = 'none_known' THEN ''"
                " ELSE replace(upper(licence), '_', ' ') END"
            )
        _rename_claims(cursor, "terms", "licence")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _rename_claims(cursor, before, after):
    for table in ("processes_claim", "processes_claimevent"):
        cursor.execute(f"UPDATE {table} SET field = %s WHERE field = %s", [after, before])
