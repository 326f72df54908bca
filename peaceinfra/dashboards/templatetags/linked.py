"""JSON-LD in a page: a block of data, which no browser runs."""

from __future__ import annotations

import json

from django import template
from django.utils.safestring import SafeString, mark_safe

from peaceinfra.core.visibility import recorded_on
from peaceinfra.core.visibility.viewer import PUBLIC
from peaceinfra.dashboards.presenters.linked_data import linked_data

register = template.Library()

# As `json_script` does, so that no text ends the block.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def linked_record(context, facts) -> SafeString | str:
    """That of the record of a page, for who is signed out; nothing where nothing is to be said."""
    request = context["request"]
    if request.user.is_authenticated or request.viewer != PUBLIC or recorded_on():
        return ""
    found = linked_data(facts, request.build_absolute_uri(request.path))
    return linked_block(found) if found else ""


@register.simple_tag
def linked_block(data: dict) -> SafeString:
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
