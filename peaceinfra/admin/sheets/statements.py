"""Rows that say what the source says of a single field of a record, which may be new in the same sheet."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from peaceinfra.admin.sheets.cells import NONE
from peaceinfra.admin.sheets.kinds import CLAIMS, RECORD, SheetKind
from peaceinfra.admin.sheets.names import Names, Wanted
from peaceinfra.admin.sheets.rows import Rows, SheetRow
from peaceinfra.core.choices import Level
from peaceinfra.core.dates.edtf import DateError
from peaceinfra.core.identity import UnknownId, parse_public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances, models_by_kind
from peaceinfra.core.text import folded
from peaceinfra.core.visibility import visibility_of
from peaceinfra.datasets.cells import BadCell
from peaceinfra.proposals.kinds import is_detail
from peaceinfra.proposals.references import HERE
from processes.admin.values import field_named, kept_value
from processes.choices import Polarity, Saying
from processes.services import claimable_fields


class ClaimReader:
    """Reads the rows of statements. Their records are looked up at once, and the fields of each once."""

    def __init__(self, rows: Rows, kinds: dict[str, SheetKind], names: Names, viewer):
        self.rows, self.kinds, self.names, self.viewer = rows, kinds, names, viewer
        self.mine = [row for row in rows.filled if row.kind == CLAIMS]
        self._stored, self._fields = {}, {}

    def look_up(self):
        """The records that there are, and then the names that are values of fields that name records."""
        keys = {key for row in self.mine if (key := _key(self._subject(row)))}
        if keys:
            shown = Record.objects.shown_to(self.viewer).filter(pk__in=keys)
            self._stored = instances(shown)
        for row in self.mine:
            if (text := row.cells.get("value")) and (field := self._field_of(row)) and field.is_relation:
                self.names.want(_kinds_of(field), text)
        self.names.look_up()

    def fields(self, row: SheetRow, subject: str | None) -> dict:
        """What the claim holds beside its dates: field, value, polarity, and the least level it has.

        Raises ValidationError; `column` is that at fault.
        """
        if subject is None:
            return {"level": Level.PUBLIC}
        polarity = self._polarity(row)
        record, details, level, team = self._record(subject)
        if record is None:
            return {"level": Level.PUBLIC}
        field = self._field(row, subject, record, details)
        said = self._value(row, field, polarity)
        marked = {"team": team} if team and not row.cells.get("team") else {}
        return {"field": field.name, "polarity": polarity.value, "level": level} | said | marked

    def _polarity(self, row):
        text = folded(row.cells.get("says", Saying.SUPPORTS.value))
        saying = next((one for one in Saying if text in (folded(one.value), folded(str(one.label)))), None)
        if saying is None:
            known = ", ".join(str(one.label) for one in Saying)
            raise _error("says", _("Write one of: %(known)s.") % {"known": known})
        return Polarity(saying.polarity)

    def _value(self, row, field, polarity):
        text = row.cells.get("value", "")
        if field.is_relation and text and text != NONE:
            try:
                return {"value_record": self.names.read(Wanted(row, _kinds_of(field), text))}
            except BadCell as error:
                raise _error("value", f"“{text}” {error}") from None
        try:
            kept = kept_value(field, text, polarity, self.viewer)
        except ValidationError as error:
            error.is_date = any(isinstance(fault, DateError) for fault in error.error_list)
            raise
        return {"value": kept["value"]}

    def _field(self, row, subject, record, details):
        name = row.cells.get("field", "")
        if not name:
            raise _error("field", _("Write which field the source speaks of."))
        key = subject, folded(name)
        if key not in self._fields:
            try:
                self._fields[key] = field_named(record, name, details)
            except ValidationError as error:
                error.column = "field"
                raise
        return self._fields[key]

    def _field_of(self, row):
        subject = self._subject(row)
        record, details, _level, _team = self._record(subject) if subject else (None, None, 0, None)
        name = folded(row.cells.get("field", ""))
        if record is None:
            return None
        fields = claimable_fields(record, details)
        named = (
            field
            for known, (_holder, field) in fields.items()
            if name in (known, folded(str(field.verbose_name)))
        )
        return next(named, None)

    def _subject(self, row):
        text = row.cells.get("subject")
        if not text:
            return None
        try:
            return self.names.read(Wanted(row, self.kinds[CLAIMS].column("subject").kinds, text))
        except BadCell:
            return None

    def _record(self, subject):
        """(record, its details where it is new, its level, the name of its team)."""
        if subject.startswith(HERE):
            return self._new(subject)
        record = self._stored.get(_key(subject))
        if record is None:
            return None, None, 0, None
        team = record.team.name if getattr(record, "team_id", None) in self.viewer.teams else None
        return record, None, getattr(record, "level", Level.PUBLIC), team

    def _new(self, subject):
        row = self.names.handles.get(subject.removeprefix(HERE))
        if row is None:
            return None, None, 0, None
        details = [
            self.kinds[other.kind].table.model()
            for other in self.rows.filled
            if is_detail(self.kinds[other.kind].table) and self._tells_of(other, subject)
        ]
        return self.kinds[row.kind].table.model(), details, Level.PUBLIC, None

    def _tells_of(self, row, subject):
        text = row.cells.get(RECORD)
        try:
            return (
                bool(text)
                and self.names.read(Wanted(row, self.kinds[row.kind].column(RECORD).kinds, text)) == subject
            )
        except BadCell:
            return False


def _key(text):
    try:
        return parse_public_id(text or "")[1]
    except UnknownId:
        return None


def _kinds_of(field) -> tuple[str, ...]:
    model = field.remote_field.model
    return tuple(models_by_kind()) if model is Record else (visibility_of(model).kind,)


def _error(column, message):
    error = ValidationError(message)
    error.column = column
    return error
