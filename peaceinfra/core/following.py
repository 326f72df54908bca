"""What an account follows: begun, ended, looked at. Only its owner reads or writes it, by both walls."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from peaceinfra.core.models import Follow
from peaceinfra.core.visibility import Viewer
from peaceinfra.core.visibility.own_rows import own_rows_of

#: More than these nobody reads, and their changes are collected together.
MOST_FOLLOWED = 50


class FollowsTooMany(Exception):
    """There is no room for another."""


def followed(viewer: Viewer) -> list[Follow]:
    """In the order of what it is, which is that of nothing else."""
    return [*Follow.objects.filter(own_rows_of(Follow).q(viewer)).order_by("subject")]


@transaction.atomic
def follow(*, viewer: Viewer, subject: str, at: datetime) -> Follow:
    """Begin to follow; what is followed already goes on. The caller has seen that it is there for the viewer."""
    own = Follow.objects.filter(own_rows_of(Follow).q(viewer))
    if (found := own.filter(subject=subject).first()) is not None:
        return found
    if own.count() >= MOST_FOLLOWED:
        raise FollowsTooMany
    return Follow.objects.create(account_id=viewer.account, subject=subject, seen_at=at)


def stop_following(*, viewer: Viewer, subject: str) -> None:
    Follow.objects.filter(own_rows_of(Follow).q(viewer), subject=subject).delete()


def mark_as_seen(*, viewer: Viewer, until: datetime) -> None:
    """What was shown up to the moment is not shown again; a moment before the last one changes nothing."""
    Follow.objects.filter(own_rows_of(Follow).q(viewer), seen_at__lt=until).update(seen_at=until)
