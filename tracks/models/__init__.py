from tracks.models.linkage import Intermediary, Linkage

__all__ = ["Intermediary", "Linkage"]
