from tracks.models.linkage import Intermediary, Linkage
from tracks.models.local import Inclusion, Mediator, Reach
from tracks.models.support import Support, SupportUnit

__all__ = ["Inclusion", "Intermediary", "Linkage", "Mediator", "Reach", "Support", "SupportUnit"]
