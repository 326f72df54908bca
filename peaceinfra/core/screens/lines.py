"""The boxes of a screen in lines and in rows, written directly: what Django's templates say, in half of the time.

A long screen has five hundred boxes, and a template asks ten questions about each.
"""

from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst


def lines(fieldset) -> str:
    """The lines of a fieldset, as those of Django's `admin/includes/fieldset.html`."""
    return mark_safe("".join(_line(line) for line in fieldset))


def cells(row, words) -> str:
    """The cells of a row that stands in a table. `words`: what a cell that is only read says."""
    boxes = (box for fieldset in row for line in fieldset for box in line)
    return mark_safe("".join(_cell(box, words) for box in boxes))


def _line(line) -> str:
    boxes, alone = [*line], len(line.fields) == 1
    errors = _errors(boxes[0]) if alone else ""
    classes = ["form-row"]
    classes += ["errors"] if errors else []
    classes += [] if line.has_visible_field else ["hidden"]
    classes += [f"field-{name}" for box in boxes if (name := _said(box, "name"))]
    written = "".join(_box(box, alone) for box in boxes)
    if not alone:
        written = f'<div class="flex-container form-multiline">{written}</div>'
    return f'<div class="{_joined(classes)}">{errors}{written}</div>'


def _box(box, alone) -> str:
    """A box with its label and its help, and with what is wrong with it where others stand beside it."""
    errors = "" if alone else _errors(box)
    classes = ["flex-container"]
    if not alone:
        classes += ["fieldBox", f"field-{_said(box, 'name')}"] if _said(box, "name") else ["fieldBox"]
        classes += ["errors"] if errors else []
        classes += ["hidden"] if _said(box, "is_hidden") else []
    if box.is_checkbox:
        classes.append("checkbox-row")
        written = f"{box.field}{box.label_tag()}"
    elif box.is_readonly:
        written = f'{box.label_tag()}<div class="readonly">{box.contents()}</div>'
    else:
        written = f"{box.label_tag()}{box.field}"
    return f'<div>{errors}<div class="{_joined(classes)}">{written}</div>{_help(box)}</div>'


def _help(box) -> str:
    text = _said(box, "help_text")
    if not text:
        return ""
    hidden = " hidden" if _said(box, "is_hidden") else ""
    named = "" if box.is_readonly else conditional_escape(box.field.id_for_label)
    key = f' id="{named}_helptext"' if named else ""
    return f'<div class="help{hidden}"{key}><div>{text}</div></div>'


def _cell(box, words) -> str:
    name, hidden = _said(box, "name"), _said(box, "is_hidden")
    classes = _joined([*([f"field-{name}"] if name else []), *(["hidden"] if hidden else [])])
    if box.is_readonly:
        written = f"<p>{conditional_escape(words(box))}</p>"
    else:
        label = "" if hidden else _hidden_label(box.field)
        written = f"{_errors(box)}{label}{box.field}"
    return f'<td class="{classes}">{written}</td>\n'


def _hidden_label(bound) -> str:
    named, text = conditional_escape(bound.id_for_label), conditional_escape(capfirst(bound.label))
    return f'<label class="visually-hidden" for="{named}">{text}</label>'


def _errors(box) -> str:
    """What is wrong with a box: most often nothing, for which no list is made."""
    return box.field.errors.as_ul() if not box.is_readonly and box.field.errors else ""


def _said(box, name):
    """Of a box that is only read, Django keeps these in a dict."""
    return box.field[name] if box.is_readonly else getattr(box.field, name)


def _joined(classes) -> str:
    return conditional_escape(" ".join(classes))
