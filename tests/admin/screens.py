"""A screen as a browser would send it: what the form shows, with what a person changes in it."""

from contextvars import ContextVar

from django.contrib.messages import get_messages
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

REASON = {"reason": "corrected after reading"}

# What is drawn by chance for every form, and says nothing about records.
TOKENS = r'name="(?:csrfmiddlewaretoken|form_token)" value="\w+"|data-token="\w+"'


def address(record, page="change"):
    options = record._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_{page}", args=[record.pk])


def listing(model, page="changelist"):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


# Of each thread by itself: two that edit at once open their forms at once.
_IS_UNDRAWN = ContextVar("_IS_UNDRAWN", default=False)
_drawn = SimpleTemplateResponse.rendered_content.fget


def opened(client, url) -> dict:
    """All inputs of a form that is only opened to be sent: the page around them is not drawn."""
    token = _IS_UNDRAWN.set(True)
    try:
        return inputs(client.get(url).context_data)
    finally:
        _IS_UNDRAWN.reset(token)


def _content(response) -> str:
    """What a page would say once, such as “saved”, is said on it, drawn or not."""
    if not _IS_UNDRAWN.get():
        return _drawn(response)
    list(get_messages(response._request))
    return ""


SimpleTemplateResponse.rendered_content = property(_content)


def shown(response) -> dict:
    """All inputs of the rendered form and of its rows, by name, as a browser would send them back."""
    return inputs(response.context)


def inputs(context) -> dict:
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
        within = [rows for form in inline.formset.forms for rows in getattr(form, "inner_sets", ())]
        forms += [form for rows in within for form in (rows.management_form, *rows.forms)]
    values = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if not (value is None or value is False or value == []):
                values[bound.html_name] = ",".join(value) if isinstance(value, list) else str(value)
    return values


def row(prefix, number, **values) -> dict:
    """A new row, and the count of rows that the script of the page would keep."""
    return {f"{prefix}-{number}-{name}": value for name, value in values.items()} | {
        f"{prefix}-TOTAL_FORMS": str(number + 1)
    }


def seen_of(account) -> int:
    """What the page of an account sends back of the account as it was looked at."""
    return type(account).objects.get(pk=account.pk).session_version


def send(client, url, changes, *, base=None):
    """Opens a form, changes some of its inputs and sends it."""
    return client.post(url, (base or opened(client, url)) | REASON | changes)


def save(client, url, changes, *, base=None):
    """Sends it, and expects that it is saved."""
    response = send(client, url, changes, base=base)
    assert response.status_code == 302, errors(response)


#: What a dated row sends where nobody chose a date.
UNDATED = {"start_kind": "unknown", "end_kind": "unknown"}


def words(response) -> str:
    return response.content.decode()


def errors(response) -> dict:
    """What the form says is wrong, by input."""
    found = {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        if inline.formset.non_form_errors():
            found[inline.formset.prefix] = list(inline.formset.non_form_errors())
        forms += inline.formset.forms
    for form in forms:
        for name, messages in form.errors.items():
            found[form.add_prefix(name)] = list(messages)
    return found
