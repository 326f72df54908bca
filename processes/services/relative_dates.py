"""Relative dates: “not before the ceasefire” narrows a record's own dates and follows the ceasefire's."""

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from peaceinfra.core.dates.models import Dated, DatedStatus
from peaceinfra.core.history import because
from peaceinfra.core.models import Record
from peaceinfra.core.registry import instances
from peaceinfra.core.visibility import whole_register
from processes.models import RelativeBound

Start, End = RelativeBound.Bound.START, RelativeBound.Bound.END
NotBefore, NotAfter = RelativeBound.Relation.NOT_BEFORE, RelativeBound.Relation.NOT_AFTER

# The order of `Dated.narrowing`.
PLACES = [(Start, NotBefore), (Start, NotAfter), (End, NotBefore), (End, NotAfter)]


def telling() -> set[tuple[int, int]]:
    """(relative date, record it narrows) of all that narrow now, over the whole register.

    Asked before a write, for `follow_dates` after it: nobody is told of it.
    """
    with whole_register():
        return _telling()


def follow_dates(records, told):
    """After these records were written: narrows anew what hangs on them, and what hangs on that, and so on.

    told    what `telling` said before the write: a date stops telling when it, or what it hangs on, was
            raised by however many steps, and when the record it narrows was lowered

    What hangs on a moved record is followed over the whole register, also where the writer may not look;
    nobody is told of it, and the reason of the write, which may speak of a guarded record, is not repeated.
    A relative date just written that contradicts the record's own dates is refused.
    """
    written = {record.subject_id for record in records if isinstance(record, RelativeBound)}
    with because(None, _("Its dates follow those of another record.")):
        moved = {key for key in written if _narrow(key, refuse=True)}
        moved |= {record.pk for record in records if isinstance(record, Dated | DatedStatus)}
        done = written
        with whole_register():
            turned = {subject for _bound, subject in told ^ _telling()} - written
            moved |= {key for key in turned if _narrow(key)}
            while waiting := _hanging_on(moved) - done:
                done |= waiting
                moved = {key for key in waiting if _narrow(key)}


def _telling():
    return set(_may_tell().values_list("pk", "subject"))


def _may_tell():
    """What narrows: only where every reader of the record may see it and its anchor, or dates betray them."""
    return RelativeBound.objects.live().filter(
        effective_level__lte=F("subject__effective_level"),
        effective_teams__contained_by=F("subject__effective_teams"),
    )


def _hanging_on(keys):
    if not keys:
        return set()
    return set(RelativeBound.objects.live().filter(anchor__in=keys).values_list("subject", flat=True))


def _narrow(key, refuse=False):
    """Sets one record's narrowing; True when its dates moved. A contradicting day is left out, or refused."""
    bounds = list(_may_tell().filter(subject=key).select_related("anchor"))
    anchors = instances([bound.anchor for bound in bounds])
    record = instances([Record.objects.get(pk=key)])[key]
    narrowing = [None] * len(PLACES)
    for bound in bounds:
        place = PLACES.index((bound.bound, bound.relation))
        narrowing[place] = _tighter(narrowing[place], _day(anchors[bound.anchor_id], bound), bound.relation)
    narrowing = narrowing if any(narrowing) else None
    if record.narrowing == narrowing:
        return False
    record.narrowing = narrowing
    if refuse and record.contradictions:
        raise ValidationError(
            _(
                "The relative date contradicts the dates of the record itself (%(dates)s). Correct one of them."
            )
            % {"dates": getattr(record, "dates_text", None) or record.date_text}
        )
    record.save()
    return True


def _day(anchor, bound):
    """The day the anchor lends: its earliest for “not before”, its latest for “not after”; None if open."""
    side = "min" if bound.relation == NotBefore else "max"
    if isinstance(anchor, DatedStatus):
        return getattr(anchor, f"date_{side}")
    return getattr(anchor, f"{bound.anchor_bound}_{side}")


def _tighter(one, other, relation):
    days = [day for day in (one, other) if day]
    if not days:
        return None
    return max(days) if relation == NotBefore else min(days)
