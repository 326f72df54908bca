from secretariats.models.body import Body, LifecycleChange, PeaceSecretariat, Principal
from secretariats.models.screens import BodyActor

__all__ = ["Body", "BodyActor", "LifecycleChange", "PeaceSecretariat", "Principal"]
