"""What a file is about: the same in every format."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from inspect import cleandoc

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from peaceinfra.analysis.collect.markings import Marking
from peaceinfra.analysis.collect.parts import always_asked
from peaceinfra.api.files.marking import name_part, tlp_of
from peaceinfra.api.reducing import key_in
from peaceinfra.core.models import Record
from peaceinfra.core.prepared import Prepared, prepare, prepared
from peaceinfra.core.visibility import Viewer
from processes.choices import Licence
from processes.exports import Restricted
from processes.models import Citation, Claim, Source

REGISTER = "peaceinfra, the register of peace-process infrastructure"


class FileMarkingSerializer(serializers.Serializer):
    level = serializers.IntegerField(min_value=0, max_value=4)
    tlp = serializers.CharField(help_text="Traffic Light Protocol 2.0")
    teams = serializers.ListField(child=serializers.CharField())


class RestrictedSerializer(serializers.Serializer):
    """So many records are reduced to their ids, and so many left out, as they rest on these sources only."""

    licences = serializers.ListField(child=serializers.CharField())
    sources = serializers.ListField(child=serializers.CharField(), help_text="Their ids.")
    reduced = serializers.IntegerField()
    left_out = serializers.IntegerField()


class AboutSerializer(serializers.Serializer):
    """What a file of a list is about, with the same filters: what it holds, how far it may travel, how to cite it."""

    title = serializers.CharField()
    description = serializers.CharField()
    url = serializers.URLField(help_text="The address of the list with these filters.")
    filters = serializers.DictField(child=serializers.ListField(child=serializers.CharField()))
    as_of = serializers.DateField(allow_null=True, help_text="The day of the world; null: no day was chosen.")
    recorded = serializers.DateField(help_text="The day on which the register was read.")
    marking = FileMarkingSerializer(help_text="The highest of all that stands in it, with every team.")
    licences = serializers.ListField(
        child=serializers.CharField(), help_text="The licences of the sources that its records rest on."
    )
    restricted_by_licence = RestrictedSerializer(
        many=True,
        help_text="How many records are not whole, on account of which sources. See docs/licences.md.",
    )
    terms = serializers.CharField()
    scope = serializers.CharField()
    citation = serializers.CharField()


@dataclass(frozen=True, slots=True)
class About:
    """What a file is about.

    title       what stands in it, in a few words
    url         where the same can be read as JSON
    filters     {parameter: its values}
    recorded    the day on which the register was read
    teams       the names of the teams of its marking
    licences    those of the sources that its records rest on
    restricted  how many of its records are not whole, and why
    """

    title: str
    description: str
    url: str
    filters: dict[str, list[str]]
    as_of: date | None
    recorded: date
    marking: Marking
    teams: list[str]
    licences: list[str]
    restricted: Sequence[Restricted] = ()

    @property
    def tlp(self) -> str:
        return tlp_of(self.marking)

    @property
    def citation(self) -> str:
        of_day = _("as of %(day)s, ") % {"day": self.as_of} if self.as_of else ""
        read = _("read on %(day)s") % {"day": self.recorded}
        return f"{REGISTER}: {self.title}. {self.tlp}, {of_day}{read}. {self.url}"

    @property
    def restricted_words(self) -> list[str]:
        words = _("%(licences)s (%(sources)s): %(reduced)s with ids only, %(left_out)s left out")
        return [
            words
            % {
                "licences": ", ".join(licence_words(row.licences)),
                "sources": ", ".join(row.sources),
                "reduced": row.reduced,
                "left_out": row.left_out,
            }
            for row in self.restricted
        ]

    def data(self) -> dict:
        """`AboutSerializer` of it."""
        return {
            "title": self.title,
            "description": self.description,
            "url": self.url,
            "filters": self.filters,
            "as_of": self.as_of,
            "recorded": self.recorded,
            "marking": {"level": self.marking.effective_level, "tlp": self.tlp, "teams": self.teams},
            "licences": self.licences,
            "restricted_by_licence": [row.data() for row in self.restricted],
            "terms": terms(),
            "scope": scope_words(),
            "citation": self.citation,
        }

    def lines(self) -> list[tuple[str, str]]:
        """(what, words) for people."""
        teams = _("for members of all of these teams: %(teams)s") % {"teams": ", ".join(self.teams)}
        filters = "; ".join(f"{name}={', '.join(values)}" for name, values in self.filters.items())
        return [
            (_("What it holds"), f"{self.title}: {self.description}"),
            (_("Marking"), "; ".join([self.tlp, *([teams] if self.teams else [])])),
            (_("Day"), self.as_of.isoformat() if self.as_of else _("no day was chosen: all dates")),
            (_("Read on"), self.recorded.isoformat()),
            (_("Filters"), filters or _("none")),
            (_("Licences of its sources"), "; ".join(self.licences) or _("none recorded")),
            (_("Not whole, by licence"), "; ".join(self.restricted_words) or _("none")),
            (_("Terms"), terms()),
            (_("Whose view"), scope_words()),
            (_("How to cite"), self.citation),
            (_("Address"), self.url),
        ]


def about_network(network: dict, url: str, day: date | None, recorded: date | None, viewer: Viewer) -> dict:
    """What the file of a network is about, beside its marking, which stands in it.

    recorded    the day as of whose record it is; None is today's
    """
    ids = {node["id"] for node in network["nodes"]} | {edge["record"] for edge in network["edges"]}
    keys = [key for name in ids if (key := key_in(name))]
    rows = Record.objects.visible_to(viewer).filter(pk__in=always_asked(keys))
    read_on = recorded or timezone.localdate()
    of_day = _("as of %(day)s, ") % {"day": day} if day else ""
    read = _("read on %(day)s") % {"day": read_on}
    return {
        "url": url,
        "as_of": day,
        "read_on": read_on,
        "licences": licences_of(rows, viewer),
        "terms": terms(),
        "scope": scope_words(),
        "citation": f"{REGISTER}: {network['process']['label']}. {network['marking']['tlp']}, {of_day}{read}. {url}",
    }


def holds(viewset) -> str:
    """What a list holds, as its viewset says it."""
    return _(cleandoc(viewset.__doc__).partition("\n\n")[0])


def terms() -> str:
    return _(
        "Name the source of a statement when you use it, and this register with the day on which you read it. A source"
        " may have terms of its own."
    )


def scope_words() -> str:
    return _("It holds what its reader may see. “None” and “recorded” speak of these records only.")


def licences_of(rows: QuerySet, viewer: Viewer) -> list[str]:
    """The licences of the sources that these records rest on, of those that the viewer may see; one query."""
    return licence_words(code for (code,) in _licences_of(viewer, rows).rows())


def licences_of_list(filterset, viewer: Viewer) -> list[str]:
    """Those of all that a FilterSet shows, whose query is put together once for a reader."""
    return licence_words(code for (code,) in prepared(_licences_of_list, viewer, filterset).rows())


def _licences_of_list(viewer: Viewer, filterset) -> Prepared:
    return _licences_of(viewer, filterset.shown(viewer))


def _licences_of(viewer: Viewer, rows: QuerySet) -> Prepared:
    keys = rows.order_by().values("pk")
    rests_on = Q(pk__in=Citation.objects.shown_to(viewer).filter(subject__in=keys).values("source"))
    rests_on |= Q(pk__in=Claim.objects.shown_to(viewer).filter(subject__in=keys).values("source"))
    if rows.model is Source:
        rests_on |= Q(pk__in=keys)
    if any(field.name == "source" and field.related_model is Source for field in rows.model._meta.fields):
        rests_on |= Q(pk__in=rows.order_by().values("source"))
    found = Source.objects.shown_to(viewer).filter(rests_on).order_by().values_list("licence")
    return prepare(found.distinct())


def together_licences(abouts: Iterable[About]) -> list[str]:
    """Those of several files."""
    found = {name for about in abouts for name in about.licences}
    return [str(licence.label) for licence in Licence if str(licence.label) in found]


def licence_words(codes: Iterable[str]) -> list[str]:
    """In the order of the vocabulary."""
    codes = set(codes)
    return [str(licence.label) for licence in Licence if licence in codes]


def file_name(name: str, about_marking: Marking, day: date | None, extension: str) -> str:
    """The header by which a browser saves the file under a name, with its marking and, on a chosen day, the day."""
    parts = [name, name_part(about_marking), day and day.isoformat()]
    return f'attachment; filename="{"-".join(filter(None, parts))}.{extension}"'
