"""Records that a proposal names: by id, by an id in another register, or as new ones of the same proposal.

What its reader may not see is as what is not there: it is looked for by the same queries and refused in the same words.
"""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from peaceinfra.core.external_ids import external_ids_shown_to
from peaceinfra.core.identity import UnknownId, parse_public_id, public_id
from peaceinfra.core.models import Record
from peaceinfra.core.registry import models_by_kind
from peaceinfra.datasets.cells import BadCell
from processes.merged import merged_into

#: Before the name of a record that is new in the same proposal.
HERE = "#"


class References:
    """What texts mean as references, over what the viewer may see; three queries for all of them, and one more
    where something is not there: a merged record means the one that was kept.

    here   {name: (key, kind)} of the new records of the proposal
    hint   how a record is named, where that differs from a proposal
    """

    def __init__(self, viewer, here: dict[str, tuple[int, str]], hint: str = ""):
        self.viewer, self.here, self.hint = viewer, here, hint
        self._kinds: dict[int, str] = {}
        self._kept: dict[int, int] = {}
        self._elsewhere = defaultdict(set)

    def look_up(self, texts) -> None:
        """Reads at once what all of these texts name."""
        keys, pairs = set(), set()
        for text in filter(_may_be_stored, texts):
            try:
                keys.add(parse_public_id(text)[1])
            except UnknownId:
                scheme, colon, value = text.partition(":")
                if colon:
                    pairs.add((scheme.strip().casefold(), value.strip().casefold()))
        said = Q(pk__in=[])
        for scheme, value in pairs:
            said |= Q(scheme__iexact=scheme, value__iexact=value)
        known = external_ids_shown_to(self.viewer).filter(said)
        for scheme, value, subject in known.values_list("scheme", "value", "subject_id"):
            self._elsewhere[scheme.casefold(), value.casefold()].add(subject)
        keys |= {key for found in self._elsewhere.values() for key in found}
        shown = Record.objects.shown_to(self.viewer).filter(pk__in=keys)
        self._kinds = dict(shown.values_list("pk", "kind"))
        if missing := keys - self._kinds.keys():
            kept = merged_into(missing, self.viewer)
            self._kept = {key: record.pk for key, record in kept.items()}
            self._kinds |= {record.pk: record.kind for record in kept.values()}

    def key(self, text, kinds) -> int:
        """The key of the one record of these kinds that is meant. Raises BadCell."""
        if not isinstance(text, str):
            raise BadCell(_("is not the id of a record: write it as a text."))
        if text.startswith(HERE):
            return self._key_here(text, kinds)
        try:
            kind, key = parse_public_id(text)
        except UnknownId:
            return self._key_elsewhere(text, kinds)
        key = self._kept.get(key, key)
        if kind not in kinds or self._kinds.get(key) != kind:
            raise BadCell(self._unknown(kinds))
        return key

    def written(self, text: str, key: int) -> str:
        """How the reference is kept: the id, whatever it was written as."""
        return text if text.startswith(HERE) else public_id(self._kinds[key], key)

    def _key_here(self, text, kinds):
        key, kind = self.here.get(text.removeprefix(HERE), (None, ""))
        if key is None:
            raise BadCell(self.hint or _("is the “ref” of no new record of this proposal."))
        if kind not in kinds:
            raise BadCell(self._unknown(kinds))
        return key

    def _key_elsewhere(self, text, kinds):
        scheme, colon, value = text.partition(":")
        found = (
            self._elsewhere.get((scheme.strip().casefold(), value.strip().casefold()), ()) if colon else ()
        )
        found = [key for key in found if self._kinds.get(key) in kinds]
        if len(found) > 1:
            raise BadCell(_("is the id of several records: write the one of this register."))
        if not found:
            raise BadCell(self._unknown(kinds))
        return found[0]

    def _unknown(self, kinds) -> str:
        named = [str(models_by_kind()[kind]._meta.verbose_name) for kind in kinds[:4]]
        words = _("names nothing of this kind that you may see (%(kinds)s). %(hint)s")
        hint = self.hint or _(
            "Write its id, its id in another register as “register:id”, or “#” and the “ref” of a new record of this"
            " proposal."
        )
        return words % {"kinds": ", ".join(named) + (" …" if len(kinds) > 4 else ""), "hint": hint}


def _may_be_stored(text) -> bool:
    """Not of a new record; the database has no NUL, so it is not asked for one."""
    return isinstance(text, str) and not text.startswith(HERE) and "\x00" not in text
