"""What was asked for already and waits for a steward is not asked for twice."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from peaceinfra.core.choices import Level
from peaceinfra.core.visibility import viewer_of
from processes.choices import LoweringStatus
from processes.models import LoweringItem, LoweringRequest


def check_not_waiting(items: list[LoweringItem], records: dict, by) -> None:
    """Raises ValidationError where all that is wanted of a record waits in one request that `by` may see.

    A request that is hidden from them refuses nothing: they would learn of it. Nor does one that is stale.

    records  {key: the record of an item}
    """
    wanted, waiting = defaultdict(set), defaultdict(set)
    for item in items:
        wanted[item.subject_id].add(_content(item))
    viewer = viewer_of(by, timezone.now().date())
    requests = LoweringRequest.objects.shown_to(viewer).filter(status=LoweringStatus.OPEN)
    stored = LoweringItem.objects.shown_to(viewer).filter(subject__in=[*wanted], request__in=requests)
    for item in stored.select_related("request").order_by("request__requested_at", "pk"):
        waiting[item.subject_id, item.request].add(_content(item))
    for (key, request), content in waiting.items():
        if wanted[key] <= content:
            error = ValidationError(_words(wanted[key], request, records[key]))
            error.record = records[key]
            raise error


def _content(item):
    return item.seen_version, item.field, item.value, item.value_record_id


def _words(content, request, record):
    said = {"record": record, "day": date_format(request.requested_at.date())}
    levels = [Level(int(value)).label for _version, field, value, _record in content if field == "level"]
    if levels:
        words = _("A request to show “%(record)s” at %(level)s waits already, asked on %(day)s.")
        return words % (said | {"level": levels[0]})
    return _("A request for this change of “%(record)s” waits already, asked on %(day)s.") % said
