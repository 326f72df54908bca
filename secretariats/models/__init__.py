from secretariats.models.body import Body, BodyRelation, EarlierForm, PeaceSecretariat, Principal, Seat
from secretariats.models.channel import Channel, ChannelChange, ChannelEnd
from secretariats.models.life import ArchiveHandover, LifecycleChange, Succession
from secretariats.models.mandate import Function, Mandate
from secretariats.models.screens import BodyActor
from secretariats.models.staff import Appointment, Means, Membership, Post

__all__ = [
    "Appointment",
    "ArchiveHandover",
    "Body",
    "BodyActor",
    "BodyRelation",
    "Channel",
    "ChannelChange",
    "ChannelEnd",
    "EarlierForm",
    "Function",
    "LifecycleChange",
    "Mandate",
    "Means",
    "Membership",
    "PeaceSecretariat",
    "Post",
    "Principal",
    "Seat",
    "Succession",
]
