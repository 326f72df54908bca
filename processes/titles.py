"""What a source is called: by its title or, where it has none, by who published it and when."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peaceinfra.core.dates.words import typed_text


def title_of(name: str, publisher: str, published: str, url: str) -> str:
    """The title; else “untitled”, the publisher or the host of the address, and the date: never nothing."""
    if name:
        return name
    return ", ".join(filter(None, [_("untitled"), publisher or _host(url), _day(published)]))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _day(published: str) -> str:
    """As typed, where a form refused it."""
    try:
        return typed_text(published) if published else ""
    except ValidationError:
        return published
