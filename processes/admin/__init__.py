from processes.admin import actors, evidence, processes

__all__ = ["actors", "evidence", "processes"]
