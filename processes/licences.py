"""What may leave the register in files: the one table of what each licence allows.

The register tells facts in its own words and names the source. Facts belong to nobody, so where no terms are known what
rests on a source may be told whole. The rows of a dataset are a collection, which the law of some countries protects
as such: of one whose terms are not known only ids are told. Terms that a source does state are kept to, also where the
law would ask for less: an edition of the register may be used by anybody for anything, so what is licensed for
non-commercial use only is not in it.
"""

from collections.abc import Collection

from django.db.models import Q

from processes.choices import Export, Licence, SourceKind

#: {licence: how much of what rests only on a source with it may be exported}
ALLOWED = {
    Licence.PUBLIC_DOMAIN: Export.WHOLE,
    Licence.CC_BY: Export.WHOLE,
    Licence.CC_BY_SA: Export.WHOLE,
    Licence.CC_BY_NC: Export.IDS,
    Licence.CC_BY_NC_SA: Export.IDS,
    Licence.PERMISSION: Export.WHOLE,
    Licence.NONE_KNOWN: Export.WHOLE,
}
#: What is otherwise for a kind of source.
ALLOWED_OF = {(SourceKind.DATASET, Licence.NONE_KNOWN): Export.IDS}


def exported(licence: str, kind: str, override: str = "") -> Export:
    """How much of what rests only on a source may be exported; `override`: what was decided for this source."""
    if override:
        return Export(override)
    return ALLOWED_OF.get((kind, licence)) or ALLOWED.get(licence, Export.NO)


def may_be_exported(values: Collection[str], of: str = "") -> Q:
    """The condition of sources that may be exported in one of these ways.

    of  the path to the source, such as `source__`
    """
    found = Q(**{f"{of}export_override__in": list(values)})
    for licence, allowed in ALLOWED.items():
        others = {kind: rule for (kind, code), rule in ALLOWED_OF.items() if code == licence}
        own = Q(**{f"{of}export_override": "", f"{of}licence": licence})
        if allowed in values:
            found |= own & ~Q(**{f"{of}kind__in": list(others)})
        for kind, rule in others.items():
            if rule in values:
                found |= own & Q(**{f"{of}kind": kind})
    return found
