"""Names in any script: one folding for search and one key for order, both made in Python."""

import unicodedata

from django.db import models


def folded(text: str) -> str:
    """The text as search sees it: compatibility forms unified, case folded, accents stripped.

    Only combining marks of the Latin, Greek and Cyrillic kind go; Burmese, Arabic and Indic vowel signs
    carry meaning and stay. White space is collapsed.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    return " ".join(unicodedata.normalize("NFKC", kept).split())


class FoldedField(models.TextField):
    """The folded copy of another field, kept on every save and bulk insert; ordered by code point."""

    def __init__(self, source="name", **kwargs):
        self.source = source
        kwargs |= {"editable": False, "db_collation": "C"}
        super().__init__(**kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("editable", "db_collation"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"source": self.source}

    def pre_save(self, model_instance, add):
        value = folded(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value
