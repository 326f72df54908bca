from processes.admin import actors, events, evidence, places, processes

__all__ = ["actors", "events", "evidence", "places", "processes"]
