from secretariats.admin import actors, bodies, channels, parts

__all__ = ["actors", "bodies", "channels", "parts"]
