"""The screens as an analyst thinks of them: said once, for the home and for the menu of every screen."""

from django.utils.translation import gettext_lazy as _

# (title, models of its screens). A model that stands in none has rows on other screens only.
GROUPS = [
    (
        _("Processes"),
        [
            "processes.PeaceProcess",
            "processes.Conflict",
            "processes.Event",
            "processes.Agreement",
            "tracks.Inclusion",
            "processes.CoverageNote",
        ],
    ),
    (
        _("Parties and people"),
        [
            "processes.Actor",
            "processes.ActorName",
            "processes.Role",
            "processes.ConflictParty",
            "processes.Lineage",
            "processes.Listing",
            "processes.Stance",
            "tracks.Mediator",
            "tracks.Reach",
            "processes.Community",
            "processes.Place",
        ],
    ),
    (
        _("Bodies"),
        [
            "secretariats.BodyActor",
            "secretariats.PeaceSecretariat",
            "secretariats.Principal",
            "secretariats.BodyRelation",
            "secretariats.Mandate",
            "secretariats.Function",
            "secretariats.Post",
            "secretariats.Appointment",
            "secretariats.Membership",
            "secretariats.Means",
            "secretariats.Channel",
            "secretariats.Seat",
            "secretariats.EarlierForm",
            "secretariats.Succession",
            "secretariats.ArchiveHandover",
        ],
    ),
    (
        _("Tracks"),
        ["tracks.Linkage", "tracks.SupportUnit", "tracks.Support"],
    ),
    (
        _("Evidence"),
        [
            "processes.Source",
            "processes.Claim",
            "processes.Citation",
            "processes.Note",
            "core.Proposal",
            "processes.Batch",
            "processes.OpenMatch",
        ],
    ),
    (
        _("Protection"),
        ["processes.LoweringRequest", "processes.Consent", "processes.SafeContact", "processes.ThreatNote"],
    ),
    (
        _("Accounts"),
        [
            "core.Account",
            "core.Team",
            "core.PartnerToken",
            "core.Subscription",
            "core.ReadEntry",
            "core.Recall",
        ],
    ),
]


def grouped(screens: dict) -> list[dict]:
    """{model's label: its entry} → the groups as the templates of the admin read them; empty ones are left out."""
    found = []
    for number, (title, labels) in enumerate(GROUPS, start=1):
        models = [screens[label] for label in labels if label in screens]
        if models:
            found.append(
                {
                    "name": title,
                    "app_label": f"group-{number}",
                    "app_url": "",
                    "has_module_perms": True,
                    "models": models,
                }
            )
    return found
