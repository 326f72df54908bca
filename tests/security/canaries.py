"""Words drawn by chance in every text of what is guarded, and all the places in which they could come out."""

import json
import logging
import re
import zipfile
from collections import defaultdict
from contextlib import contextmanager
from io import BytesIO, StringIO
from random import Random

import pypdf
from django.contrib.postgres.fields import ArrayField
from django.core import mail
from django.core.cache import cache
from django.db import DatabaseError, connection, models, transaction
from prometheus_client import generate_latest

from peaceinfra.core import kept
from peaceinfra.core.dates.models import EDTFField
from peaceinfra.core.identity import public_id
from peaceinfra.core.visibility import Viewer, visibility_of
from peaceinfra.core.visibility.inspection import guarded_models
from peaceinfra.core.visibility.rule import HistoryVisibility
from peaceinfra.settings.logs import WithoutData, WithoutQuery
from tests.test_non_interference import body_of

WORD = re.compile(r"zq[0-9a-f]{10}")
ID = re.compile(r"\b[a-z]{3}-[0-9a-z]{13}\b")
#: A text of fewer characters is a code.
SHORT = 12
KEY = re.compile(r"\b\d{12,19}\b")


class Canaries:
    """{word: the text in which it stands}, and the ids and keys of the rows that hold them."""

    def __init__(self, reader: Viewer):
        self.random, self.words, self.ids, self.keys = Random(8), {}, {}, {}
        self.refused = defaultdict(int)
        for model in guarded_models():
            rule = visibility_of(model)
            if not (isinstance(rule, HistoryVisibility) or rule.stored):
                self._plant(model, rule, reader)

    def _plant(self, model, rule, reader):
        texts = [field for field in model._meta.concrete_fields if is_text(field)]
        for key in model._base_manager.exclude(rule.q(reader)).values_list("pk", flat=True):
            self.keys[str(key)] = model._meta.label
            if rule.kind:
                self.ids[public_id(rule.kind, key)] = model._meta.label
            for field in texts:
                self._write(model, key, field)

    def _write(self, model, key, field):
        word = f"zq{self.random.randrange(16**10):010x}"
        try:
            with transaction.atomic():
                value = [word] if isinstance(field, ArrayField) else word
                model._base_manager.filter(pk=key).update(**{field.name: value})
        except DatabaseError:
            self.refused[f"{model._meta.label}.{field.name}"] += 1
        else:
            self.words[word] = f"{model._meta.label}.{field.name}"

    @property
    def texts(self) -> set[str]:
        """The texts that hold a word."""
        return set(self.words.values())

    def found_in(self, content: bytes | str) -> set[str]:
        """What of the canaries stands there, by where it was planted."""
        text = unpacked(content) if isinstance(content, bytes) else content
        return {
            f"{match}: {planted[match]}"
            for pattern, planted in ((WORD, self.words), (ID, self.ids), (KEY, self.keys))
            for match in pattern.findall(text)
            if match in planted
        }

    def found_in_answer(self, response) -> set[str]:
        """Body, headers, cookies."""
        headers = f"{response.headers!r} {response.cookies.output()}"
        return self.found_in(body_of(response)) | self.found_in(headers)

    def found_beside(self) -> dict[str, set[str]]:
        """{place: words} of what is kept beside the answers: caches, mails, and all tables but those of the records
        and their histories: of jobs, sessions, readings, sign-ins …
        """
        places = {"kept answers": repr(kept.room.entries()), "metrics": generate_latest().decode()}
        places["cache"] = repr(getattr(cache, "_cache", {}))
        places["mail"] = "\n".join(str(message.message()) for message in mail.outbox)
        guarded = {model._meta.db_table for model in guarded_models()}
        with connection.cursor() as cursor:
            for table in sorted({*connection.introspection.table_names(cursor)} - guarded):
                cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t")
                places[table] = "\n".join(text for (text,) in cursor.fetchall())
        found = {place: {*WORD.findall(text)} & self.words.keys() for place, text in places.items()}
        return {place: canaries for place, canaries in found.items() if canaries}


def is_text(field) -> bool:
    """A text in words of its own: no code, no date, no key."""
    if isinstance(field, ArrayField):
        return is_text(field.base_field)
    is_code = field.choices or field.primary_key or field.generated or (field.max_length or SHORT) < SHORT
    is_of_texts = isinstance(field, (models.CharField, models.TextField))
    return is_of_texts and not is_code and not isinstance(field, EDTFField)


def unpacked(content: bytes) -> str:
    """The text of an answer: of a packed file, of what it holds."""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(BytesIO(content)) as files:
            return "\n".join(f"{name}\n{unpacked(files.read(name))}" for name in files.namelist())
    if content[:5] == b"%PDF-":
        document = pypdf.PdfReader(BytesIO(content))
        pages = "\n".join(page.extract_text() for page in document.pages)
        return f"{pages}\n{json.dumps(document.metadata or {}, default=str)}"
    return content.decode(errors="replace")


@contextmanager
def logged():
    """What the register's loggers write meanwhile, in the form in which it writes them."""
    lines = StringIO()
    handler = logging.StreamHandler(lines)
    handler.addFilter(WithoutQuery())
    handler.setFormatter(WithoutData("{levelname} {name}: {message}", style="{"))
    loggers = [logging.getLogger(name) for name in ("", "django", "django.server")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield lines
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
