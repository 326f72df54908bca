"""The token by which a form that is sent twice is known."""

from django import template
from django.utils.html import format_html

from peaceinfra.core.screens.sent_forms import TOKEN, new_token

register = template.Library()


@register.simple_tag
def form_token():
    return format_html('<input type="hidden" name="{}" value="{}">', TOKEN, new_token())
