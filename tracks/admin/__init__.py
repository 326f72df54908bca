from tracks.admin import linkages, local, support

__all__ = ["linkages", "local", "support"]
