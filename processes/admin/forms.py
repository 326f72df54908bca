"""The forms of the admin: a record with the version it was read at, why it changes, and from where."""

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from peaceinfra.core.registry import column_of
from peaceinfra.core.screens.labels import choice_label
from peaceinfra.core.screens.widgets import RecordSelect, refuse_value
from peaceinfra.core.visibility import visibility_of
from processes.admin.fields import KINDS, PublicIdField
from processes.admin.values import kept_value
from processes.choices import Credibility, Saying
from processes.models import Source
from processes.services import Statement

REASON_FIELDS = ("reason",)
STATEMENT_FIELDS = ("from_source", "from_locator", "from_credibility")


# {(language, kinds of box …): their media}
_MEDIA = {}


def _kinds_of_box(widget) -> tuple[type, ...]:
    inner = getattr(widget, "widget", None)
    return (type(widget), *(_kinds_of_box(inner) if inner else ()))


class VersionedForm(forms.ModelForm):
    """A row with the version its writer looked at. `refusal`: why the services just refused to write."""

    refusal = None
    # Whether the browser left the row out, because nothing in it was changed.
    is_unsent = False
    # What stands within the row: see `inner_rows`.
    inner = ()
    # The record or row of which this is filled in as a copy.
    copied_from = None
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.initial["seen_version"] = self.instance.version
            for name in {*KINDS} & self.fields.keys():
                self.fields[name].widget.was = self.initial[name]
            _label_chosen(self, self.instance)
        elif self.copied_from is not None:
            _label_chosen(self, self.copied_from)

    def fill_in_from(self, row):
        """A new row that is shown as another is: each of its boxes names what is chosen there."""
        self.copied_from = row
        _label_chosen(self, row)

    @property
    def media(self):
        """That of its boxes, put together once for the kinds of box that there are: a screen holds hundreds."""
        kinds = dict.fromkeys(_kinds_of_box(field.widget) for field in self.fields.values())
        shown = (get_language(), *kinds)
        if shown not in _MEDIA:
            _MEDIA[shown] = super().media
        return _MEDIA[shown]

    def stand_as_stored(self):
        """Shows and keeps a row that was not sent as it is stored."""
        self.is_unsent, self.changed_data = True, []
        self.cleaned_data = {"seen_version": self.instance.version}

    @cached_property
    def inner_sets(self) -> list:
        """The rows within this one, a formset for each kind."""
        return [declared.bound_to(self) for declared in self.inner]

    @property
    def inner_sections(self) -> list:
        """The same as a template shows them."""
        return [declared.shown(rows) for declared, rows in zip(self.inner, self.inner_sets, strict=True)]

    def has_changed(self):
        return super().has_changed() or any(rows.has_changed() for rows in self.inner_sets)

    def is_valid(self):
        is_valid = not self.errors if self.is_unsent else super().is_valid()
        return is_valid and all(rows.is_valid() for rows in self.inner_sets if rows.is_bound)

    def clean(self):
        cleaned = super().clean()
        if not self.instance._state.adding and cleaned.get("seen_version") is None:
            raise ValidationError(_("The form lost its version. Open the page again and repeat the change."))
        return cleaned

    def taken_as(self) -> list[tuple[str, str]]:
        """(typed date, what it was taken for), where the writer left that open."""
        return [
            (self.cleaned_data[name.removesuffix("_kind")], dict(self.fields[name].choices)[kind])
            for name in KINDS
            if name in self.fields
            and (kind := self.cleaned_data[name]) != self.data.get(self.add_prefix(name))
        ]

    def full_clean(self):
        super().full_clean()
        if self.refusal and (self.is_bound or self.is_unsent) and self.refusal.prefix == self.prefix:
            show_refusal(self, self.refusal.error)


class DetailForm(VersionedForm):
    """More about the record of the screen: that it stands there says something, though its boxes stay empty."""

    label = _("This actor is a %(detail)s")

    is_one = forms.BooleanField(
        required=False, help_text=_("Tick this also where nothing else is known of it as that.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["is_one"].label = self.label % {"detail": self._meta.model._meta.verbose_name}
        if not self.instance._state.adding:
            self.fields["is_one"].disabled, self.fields["is_one"].widget = True, forms.HiddenInput()


class ClaimForm(VersionedForm):
    """What a source says of one field of the record of the screen, read as where one enters from a source.

    viewer  who types
    about   the model of the record
    """

    viewer = about = None
    polarity = forms.ChoiceField(label=_("The source"), choices=Saying, initial=Saying.SUPPORTS)

    def clean_polarity(self):
        return Saying(self.cleaned_data["polarity"]).polarity

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("field"):
            field = column_of(visibility_of(self.about).kind, cleaned["field"])
            try:
                kept = kept_value(field, cleaned.get("value", ""), cleaned.get("polarity"), self.viewer)
            except ValidationError as error:
                refuse_value(self, error)
            else:
                cleaned["value"], self.instance.value_record_id = kept["value"], kept["value_record_id"]
        return cleaned


class RecordForm(VersionedForm):
    """A whole screen: the record, the reason of the change, and the source of what is new, if there is one."""

    reason = forms.CharField(
        label=_("Why do you make this change?"),
        max_length=300,
        help_text=_(
            "A few words for the history, for example “start corrected after the 2009 report”. Advisers read it at"
            " every record that is saved here: name nobody who is protected."
        ),
    )
    from_source = forms.ModelChoiceField(Source.objects.none(), label=_("Source"), required=False)
    from_locator = forms.CharField(label=_("Where in the source"), max_length=200, required=False)
    from_credibility = forms.TypedChoiceField(
        label=_("Credibility"),
        choices=Credibility,
        coerce=int,
        initial=Credibility.UNJUDGED,
        required=False,
        empty_value=Credibility.UNJUDGED,
    )

    # What was said on the last screen of the sitting: {name of a field here: value}.
    remembered = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {*REASON_FIELDS, *STATEMENT_FIELDS} & self.fields.keys():
            if self.remembered.get(name):
                self.fields[name].initial = self.remembered[name]
        if self.instance._state.adding:
            self.fields["reason"].initial = _("first entry")
        if self.has_last_reason:
            described = "id_reason_last id_reason_helptext"
            self.fields["reason"].widget.attrs["aria-describedby"] = described

    @property
    def has_last_reason(self) -> bool:
        """Whether the reason that the screen shows is that of the last change, which may be untrue here."""
        last = self.remembered.get("reason")
        return bool(last) and not self.instance._state.adding and self["reason"].value() == last

    def implied_details(self, formsets) -> list:
        """Details that what is typed says already, though their sections were left empty."""
        return []

    def statement(self) -> Statement | None:
        """Where the new values come from, if the writer says so."""
        source = self.cleaned_data.get("from_source")
        if source is None:
            return None
        return Statement(source, self.cleaned_data["from_locator"], self.cleaned_data["from_credibility"])


def show_refusal(form, error: ValidationError):
    """Puts each message at its field; what has no field here stands above the form."""
    messages = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    for name, texts in messages.items():
        for text in texts:
            form.add_error(name if name in form.fields else None, text)


def _label_chosen(form, row):
    """Gives each search box the label of what is chosen in a row, read with that row itself."""
    for name, field in form.fields.items():
        if name not in row._state.fields_cache:
            continue
        chosen, widget = row._state.fields_cache[name], field.widget
        widget = widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget
        if isinstance(widget, RecordSelect):
            widget.known = {str(chosen.pk): choice_label(chosen)} if chosen else {}
        if isinstance(field, PublicIdField):
            field.known = chosen
