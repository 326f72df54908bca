from secretariats.models.body import Body, LifecycleChange, PeaceSecretariat, Principal

__all__ = ["Body", "LifecycleChange", "PeaceSecretariat", "Principal"]
