"""Names in any script: one folding for search and one key for order, both made in Python."""

import re
import unicodedata

from django.db import models

# Latin, Greek and Cyrillic combining marks; Arabic vowel signs, madda and hamza; the Arabic stretching line.
_LEFT_OUT = re.compile("[\u0300-\u036f\u064b-\u0655\u0670\u0640]").match
# Persian yeh, yeh without dots, teh marbuta, Persian kaf, alef with wasla: each as the letter typed in its place.
_ALIKE = str.maketrans("\u06cc\u0649\u0629\u06a9\u0671", "\u064a\u064a\u0647\u0643\u0627")


def folded(text: str) -> str:
    """The text as search sees it: compatibility forms unified, case folded, accents stripped.

    Combining marks of the Latin, Greek and Cyrillic kind go. Of the Arabic script go the marks that writers leave
    out (vowel signs, hamza and madda on a letter, the stretching line), and its letters that are typed for one
    another become one. Burmese and Indic vowel signs carry meaning and stay. White space is collapsed.
    """
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    kept = "".join(c for c in decomposed if not _LEFT_OUT(c)).translate(_ALIKE)
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
