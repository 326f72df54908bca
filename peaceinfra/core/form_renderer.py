"""The boxes of forms, written directly: the same bytes as Django's templates of them, in a tenth of the time.

A screen has up to five hundred boxes; each is two to fifty small templates to Django.
"""

from html import escape

from django.forms.renderers import DjangoTemplates
from django.template import Context
from django.template.base import render_value_in_context
from django.templatetags.static import static
from django.utils.safestring import SafeData
from django.utils.translation import gettext

WIDGETS = "django/forms/widgets"
INPUTS = (
    "checkbox", "color", "date", "datetime", "email", "file", "hidden", "input", "number", "password",
    "search", "tel", "text", "time", "url",
)  # fmt: skip
OPTION = f"{WIDGETS}/select_option.html"
# Within the links of a choice.
MARGIN = " " * 12
# Says how values are written: escaped, and numbers and dates in the words of the language.
PLAIN = Context()


class FormRenderer(DjangoTemplates):
    """FORM_RENDERER. What is not written here is left to the templates."""

    def render(self, template_name, context, request=None):
        write = WRITTEN.get(template_name)
        written = write(context) if write else None
        return super().render(template_name, context, request) if written is None else written.strip()


def _shown(value) -> str:
    """{{ value }}"""
    return escape(value) if type(value) is str else render_value_in_context(value, PLAIN)


def _quoted(value) -> str:
    """{{ value|stringformat:'s' }}"""
    return str(value) if isinstance(value, SafeData) else escape(str(value))


def _attributes(attributes) -> str:
    found = []
    for name, value in attributes.items():
        if value is True:
            found.append(f" {_shown(name)}")
        elif value is not False:
            found.append(f' {_shown(name)}="{_quoted(value)}"')
    return "".join(found)


def _input(context) -> str:
    box = context["widget"]
    value = "" if box["value"] is None else f' value="{_quoted(box["value"])}"'
    return (
        f'<input type="{_shown(box["type"])}" name="{_shown(box["name"])}"{value}{_attributes(box["attrs"])}>'
    )


def _select(context) -> str | None:
    """None where an option has a template of its own."""
    box = context["widget"]
    lines = [f'<select name="{_shown(box["name"])}"{_attributes(box["attrs"])}>']
    for group, options, _index in box["optgroups"]:
        if group:
            lines.append(f'\n  <optgroup label="{_shown(group)}">')
        for option in options:
            if option["template_name"] != OPTION:
                return None
            lines.append("\n  " + _option(option))
        if group:
            lines.append("\n  </optgroup>")
    return "".join([*lines, "\n</select>"])


def _option(option) -> str:
    label, attributes = _shown(option["label"]), _attributes(option["attrs"])
    return f'<option value="{_quoted(option["value"])}"{attributes}>{label}</option>\n'


def _textarea(context) -> str:
    box = context["widget"]
    value = _shown(box["value"]) if box["value"] else ""
    return f'<textarea name="{_shown(box["name"])}"{_attributes(box["attrs"])}>\n{value}</textarea>'


def _label(context) -> str:
    label = _shown(context["label"])
    if not context["use_tag"]:
        return label
    tag = _shown(context["tag"])
    return f"<{tag}{_attributes(context['attrs'])}>{label}</{tag}>"


def _no_errors(context) -> str | None:
    """Nearly every list of errors is empty; the others are left to their template."""
    return None if context["errors"] else ""


def _related(context) -> str | None:
    """A choice of a record with its links of the admin; None where it has links that no screen here has."""
    if context["can_delete_related"] or context["can_view_related"]:
        return None
    name, kind = _shown(context["name"]), context["model_name"]
    params, links = _shown(context["url_params"]), []
    if context["can_change_related"] and not context["is_hidden"]:
        href = f'data-href-template="{_shown(context["change_related_template_url"])}?{params}"'
        title = gettext("Change selected %(model)s") % {"model": _shown(context["model"])}
        links.append(
            f'<a class="related-widget-wrapper-link change-related" id="change_id_{name}"\n{MARGIN}{href}\n'
            f'{MARGIN}data-popup="yes"\n{MARGIN}title="{title}">{_icon("changelink")}</a>'
        )
    if context["can_add_related"] and not context["is_hidden"]:
        title = gettext("Add another %(model)s") % {"model": _shown(context["model"])}
        links.append(
            f'<a class="related-widget-wrapper-link add-related" id="add_id_{name}"\n{MARGIN}data-popup="yes"\n'
            f'{MARGIN}href="{_shown(context["add_related_url"])}?{params}"\n'
            f'{MARGIN}title="{title}">{_icon("addlink")}</a>'
        )
    limited = "" if context["model_has_limit_choices_to"] else f'data-model-ref="{_shown(kind)}"'
    head = f'<div class="related-widget-wrapper" {limited}>\n    {context["rendered_widget"]}\n    \n        '
    return f"{head}{''.join(links)}\n    \n</div>"


def _icon(name) -> str:
    return f'<img src="{_shown(static(f"admin/img/icon-{name}.svg"))}" alt="" width="24" height="24">'


WRITTEN = {
    **{f"{WIDGETS}/{name}.html": _input for name in INPUTS},
    f"{WIDGETS}/select.html": _select,
    f"{WIDGETS}/textarea.html": _textarea,
    "admin/widgets/related_widget_wrapper.html": _related,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _no_errors,
    "django/forms/errors/list/ul.html": _no_errors,
}
