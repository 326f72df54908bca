"""What a write can be refused for, beside a plain ValidationError that names the field."""


class Stale(Exception):
    """Somebody else saved a newer version: `current` is theirs, `seen_version` the one that was edited."""

    def __init__(self, current, seen_version):
        self.current, self.seen_version = current, seen_version
        super().__init__(f"version {seen_version} was edited, version {current.version} is stored")


class NotAllowed(Exception):
    """The account's role does not allow the action."""
