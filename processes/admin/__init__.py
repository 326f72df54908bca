from processes.admin import actors, events, evidence, lowering, places, processes

__all__ = ["actors", "events", "evidence", "lowering", "places", "processes"]
