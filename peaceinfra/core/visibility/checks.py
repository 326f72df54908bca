"""System checks: a guarded model cannot be declared by half."""

from django.apps import apps
from django.core.checks import Error, register

from peaceinfra.core.visibility.rule import HistoryVisibility, Visibility, visibility_of
from peaceinfra.core.visibility.seen_with import seen_with_of, unnamed_references


@register
def check_visibility(app_configs=None, **kwargs):
    """Every model that holds or points at guarded records declares how it is guarded."""
    errors, kinds = [], {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        errors += check_model(model)
        rule = visibility_of(model)
        if rule and rule.kind and (other := kinds.setdefault(rule.kind, model)) is not model:
            errors.append(_error(model, "E005", f"the kind “{rule.kind}” is taken by {other._meta.label}"))
    return errors


def check_model(model):
    """The errors of one model."""
    rules = [rule for rule in model._meta.constraints if isinstance(rule, Visibility)]
    guarded_fields = {
        field.name: field
        for field in model._meta.get_fields()
        if (field.many_to_one or field.one_to_one)
        and not field.auto_created
        and _is_guarded(field.related_model)
    }
    if seen_with_of(model):
        return [
            _error(model, "E004", f"points at a guarded record by “{name}”: name it in `through`")
            for name in sorted(unnamed_references(model))
        ]
    if not rules:
        needs = _has_columns(model) or guarded_fields
        return (
            [_error(model, "E001", "holds or points at guarded records but declares no Visibility")]
            if needs
            else []
        )
    if len(rules) > 1:
        return [_error(model, "E002", "declares more than one Visibility")]
    rule, errors = rules[0], []
    if not _has_columns(model):
        errors.append(_error(model, "E003", "lacks effective_level and effective_teams"))
    if isinstance(rule, HistoryVisibility) or rule.stored:
        return errors
    for name in sorted(guarded_fields.keys() - set(rule.through)):
        errors.append(_error(model, "E004", f"points at a guarded record by “{name}”: name it in `through`"))
    for field in model._meta.local_many_to_many:
        if _is_guarded(field.related_model):
            errors.append(_error(model, "E006", f"“{field.name}” needs a guarded model of its own"))
    return errors


def _has_columns(model):
    names = {field.name for field in model._meta.fields}
    return {"effective_level", "effective_teams"} <= names


def _is_guarded(model):
    return bool(model) and not isinstance(model, str) and visibility_of(model) is not None


def _error(model, code, text):
    return Error(f"{model._meta.label} {text}.", obj=model, id=f"visibility.{code}")
