"""Files that somebody brings in from the desk: what that person does with them. The work itself: `working.py`."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from peaceinfra.core import jobs
from peaceinfra.core.errors import NotAllowed
from peaceinfra.core.roles import may
from peaceinfra.core.text import check_readable
from peaceinfra.core.visibility import Viewer
from peaceinfra.core.visibility.acting import prove_acting
from peaceinfra.core.visibility.own_work import own_work
from peaceinfra.intake.sources import SOURCES
from processes.choices import IntakeState
from processes.models import Intake, IntakeCorrection, IntakeFile, IntakeProgress

#: The name of what the worker does.
WORK = "intakes.work"
#: While these last, files are kept and may be corrected.
OPEN = (IntakeState.PREVIEWED, IntakeState.FAILED)
WORKING = (IntakeState.CHECKING, IntakeState.RUNNING)


def check_may(account) -> None:
    """Raises NotAllowed."""
    if not may(account, "bring_in_files"):
        raise NotAllowed(_("Only stewards bring in files."))


@transaction.atomic
def begin(files: dict, *, by, viewer: Viewer, source: str, level: int, reason: str, edition="", team=None):
    """A new intake, whose preview is made by the worker. `files`: {part of the source: (name, content)}.

    Raises NotAllowed, ValidationError.
    """
    check_may(by)
    _check_files(source, files)
    if level > viewer.level or (team and team.pk not in viewer.teams):
        raise ValidationError(_("Choose a marking whose records you may see."))
    intake = Intake(account=by, source=source, level=level, reason=reason, edition=edition, team=team)
    intake.seen_level, intake.seen_teams = viewer.level, sorted(viewer.teams)
    save(intake)
    for part, (name, content) in files.items():
        digest = hashlib.sha256(content).hexdigest()
        IntakeFile.objects.create(intake=intake, part=part, name=name, sha256=digest, content=content)
    IntakeProgress.objects.create(intake=intake)
    _enqueue(intake)
    return intake


def _check_files(source, files):
    known = SOURCES[source]
    if not files or (known.needed and known.needed not in files):
        raise ValidationError(_("Choose a file first."))
    names = [name for name, _content in files.values()]
    if len({*names}) < len(names):
        raise ValidationError(_("Two of the files have the same name. Rename one of them."))


@transaction.atomic
def check_again(intake: Intake, *, by, viewer: Viewer) -> None:
    """The preview is made anew, with what was corrected. Raises NotAllowed, ValidationError."""
    _work_on(intake, IntakeState.CHECKING, by, viewer)


@transaction.atomic
def bring_in(intake: Intake, *, by, viewer: Viewer) -> None:
    """The worker writes it. Raises NotAllowed, ValidationError."""
    if not is_ready(intake):
        raise ValidationError(_("Mend the problems first, or leave out their rows; then check again."))
    _work_on(intake, IntakeState.RUNNING, by, viewer)


def is_ready(intake: Intake) -> bool:
    """Whether it can be brought in as it is."""
    return intake.state == IntakeState.PREVIEWED and not intake.found.get("problems")


@transaction.atomic
def stop(intake: Intake, *, by, viewer: Viewer) -> bool:
    """Nothing is written, and the files are deleted; False where the worker is at it and is only asked to stop.

    Raises NotAllowed, ValidationError: it ended before.
    """
    check_may(by)
    own_work(IntakeProgress, viewer).filter(pk=intake.pk).update(stop=True)
    try:
        with transaction.atomic():
            locked = own_work(Intake, viewer).select_for_update(nowait=True).get(pk=intake.pk)
    except OperationalError:  # the worker holds it
        return False
    if locked.state not in (*WORKING, *OPEN):
        raise ValidationError(_("It has ended before."))
    end(locked, IntakeState.STOPPED)
    return True


def end(intake: Intake, state: IntakeState) -> None:
    """Its files are not kept any longer."""
    intake.state = state
    save(intake)
    IntakeFile.objects.filter(intake=intake).update(content=None)


def _work_on(intake, state, by, viewer):
    check_may(by)
    locked = own_work(Intake, viewer).select_for_update().get(pk=intake.pk)
    if locked.state not in OPEN:
        raise ValidationError(_("It is being worked on, or has ended. Look at the page again."))
    locked.state, locked.fault = state, ""
    save(locked)
    own_work(IntakeProgress, viewer).filter(pk=intake.pk).update(
        stop=False, phase="", done=0, started_at=None, noted_at=None
    )
    _enqueue(locked)


def save(intake: Intake) -> None:
    """The database is shown whose it is."""
    with connection.cursor() as cursor:
        prove_acting(cursor, intake.account_id)
    intake.save()


def _enqueue(intake):
    jobs.enqueue(WORK, once=f"{WORK} {intake.pk}", intake=intake.pk, account=intake.account_id)


@transaction.atomic
def correct(intake: Intake, file: str, row: int, *, viewer: Viewer, column="", value="", reason="") -> None:
    """A row is left out (no column), or a cell has another value, from the next check on. Raises ValidationError."""
    locked = own_work(Intake, viewer).select_for_update().get(pk=intake.pk)
    if locked.state not in OPEN:
        raise ValidationError(_("It is being worked on, or has ended. Look at the page again."))
    names = own_work(IntakeFile, viewer).filter(intake=intake).values_list("name", flat=True)
    if file not in names or row < 2:
        raise ValidationError(_("Name a file and a row below its first one."))
    for text in (column, value, reason):
        check_readable(text)
    if not column and not reason.strip():
        raise ValidationError(_("Say why the row is left out."))
    IntakeCorrection.objects.update_or_create(
        intake=intake,
        file=file,
        row=row,
        column=column.strip()[:200],
        defaults={"value": value, "reason": reason.strip()[:300]},
    )


def uncorrect(intake: Intake, key: int, *, viewer: Viewer) -> None:
    """The row is taken again, the cell as it stands in the file."""
    if intake.state in OPEN:
        own_work(IntakeCorrection, viewer).filter(intake=intake, pk=key).delete()
