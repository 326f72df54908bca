from processes.admin import actors, events, evidence, lowering, places, processes, protection

__all__ = ["actors", "events", "evidence", "lowering", "places", "processes", "protection"]
