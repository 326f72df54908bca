"""The work on files that are brought in: a preview, or the import itself, as the person who asked for it.

The worker has the web login, and works inside `viewing` as that person: the second wall stands before all that the
engine of imports reads and writes, what is written is written in the name of that account, and the database is shown
so. All is one transaction, together with what is noted of it: a worker that dies has written nothing, and the next one
begins anew. Only the progress is written beside it.
"""

import logging
import tempfile
from collections import defaultdict
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext as _

from peaceinfra.core.errors import NotAllowed, Stale
from peaceinfra.core.identity import parse_public_id
from peaceinfra.core.models import Account
from peaceinfra.core.visibility import viewing
from peaceinfra.core.visibility.own_work import own_work
from peaceinfra.core.visibility.viewer import viewer_of
from peaceinfra.database.addresses import WITHOUT_LIMITS
from peaceinfra.datasets.faults import FaultyDataset
from peaceinfra.intake.drafts import Marking
from peaceinfra.intake.importing import import_steps
from peaceinfra.intake.intakes import WORKING, check_may, end, save
from peaceinfra.intake.notes import found_of, note
from peaceinfra.intake.progress import Progress, Stopped
from peaceinfra.intake.reading import Corrections
from peaceinfra.intake.report import Report
from peaceinfra.intake.sources import SOURCES
from processes.choices import IntakeState
from processes.models import Intake, IntakeCorrection, IntakeFile

logger = logging.getLogger(__name__)


def work(key: int, account: int, *, is_last: bool = False) -> None:
    """What the intake waits for; nothing where it ended meanwhile. May be called again for the same one.

    Raises OperationalError or InterfaceError where the database does not answer, or another write collides; as
    the last attempt it is a failure of the intake instead.
    """
    by, viewer = _person(account)
    with Progress(key, viewer) as progress:
        try:
            with viewing(viewer), connection.execute_wrapper(progress.checkpoint):
                with connection.cursor() as cursor:
                    # It waits between its statements while it reads.
                    cursor.execute(WITHOUT_LIMITS)
                # Another worker that is at it, or whose connection outlives it, is waited for.
                if intake := _waiting(key, viewer):
                    _check_still(account, viewer)
                    _do(intake, by, viewer, progress)
                    # It may have taken minutes, in which somebody took back what this person may do.
                    _check_still(account, viewer)
        except Stopped:
            _give_up(key, viewer, IntakeState.STOPPED)
        except (OperationalError, InterfaceError):
            if not is_last:
                raise
            words = _(
                "The database was busy or did not answer, again and again. Nothing was written. Check again."
            )
            _give_up(key, viewer, IntakeState.FAILED, words)
        except Exception as error:
            if isinstance(error, IntegrityError):
                # Who tries ids of other registers, one after the other, finds out which are hidden: it is not unseen.
                logger.warning("An intake of files of account %s met an id that is taken", account)
            _give_up(key, viewer, IntakeState.FAILED, _words(error))


def _waiting(key, viewer) -> Intake | None:
    """Locked, until its transaction ends."""
    rows = own_work(Intake, viewer).select_for_update()
    return rows.filter(pk=key, state__in=WORKING).first()


def _person(account):
    """(the account, what it may see today), as they are stored now."""
    by = Account.objects.defer("password").get(pk=account)
    return by, viewer_of(by, timezone.now().date())


def _check_still(account, viewer) -> None:
    """Raises NotAllowed where the person may no longer do this, or sees something else than when it was begun."""
    by, viewer_now = _person(account)
    check_may(by)
    if viewer_now != viewer:
        raise NotAllowed(_("What you may see was changed meanwhile. Nothing was written. Begin again."))


def _give_up(key, viewer, state, fault=""):
    with viewing(viewer):
        if intake := _waiting(key, viewer):
            intake.fault = fault
            if state == IntakeState.STOPPED:
                return end(intake, state)
            intake.state = state
            save(intake)


def _words(error) -> str:
    """Why it failed, for who asked for it."""
    if isinstance(error, IntegrityError):
        return _(
            "The register cannot take these files with what you may see and write. Nothing was written. Ask an"
            " operator to import them by a command."
        )
    if isinstance(error, Stale):
        return _(
            "Somebody saved a record of these files while they were brought in. Nothing was written. Check again."
        )
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, NotAllowed):
        return str(error)
    logger.error("An intake of files failed", exc_info=error)
    return _(
        "A fault of the register itself stopped this. Nothing was written. An operator finds it in the log."
    )


def _do(intake, by, viewer, progress):
    report, faults = Report(source=intake.source), []
    try:
        with tempfile.TemporaryDirectory(prefix="intake-") as folder:
            _import(intake, by, viewer, report, progress, Path(folder))
    except FaultyDataset as error:
        faults = error.faults
    progress.phase = _("The result is noted")
    is_written = intake.state == IntakeState.RUNNING and not faults
    before = intake.found
    intake.checks += 1
    number_new, number_gone = note(intake, report, faults, compared=intake.state == IntakeState.RUNNING)
    intake.found = found_of(report, faults)
    if intake.state == IntakeState.RUNNING:
        intake.differs = {
            "before": before.get("tables", {}) if before.get("tables") != intake.found["tables"] else {},
            "new": number_new,
            "gone": number_gone,
        }
    if is_written:
        intake.batches = [parse_public_id(text)[1] for text in report.batches]
        return end(intake, IntakeState.DONE)
    if faults and intake.state == IntakeState.RUNNING:
        intake.fault = _(
            "Nothing was written: the register or the files have problems now that they did not have."
        )
    intake.state = IntakeState.PREVIEWED
    save(intake)


def _import(intake, by, viewer, report, progress, folder):
    source = SOURCES[intake.source]
    progress.phase = _("The files are read")
    files = {}
    for file in own_work(IntakeFile, viewer).filter(intake=intake):
        (folder / file.part).mkdir()
        files[file.part] = folder / file.part / file.name
        files[file.part].write_bytes(file.content)
    steps = source.make(files, report, intake.edition, corrections_of(intake, viewer))
    progress.begin(report.rows_read)
    import_steps(
        intake.source,
        steps,
        report,
        by=by,
        reason=intake.reason,
        marking=Marking(intake.level, intake.team.name if intake.team else ""),
        dry_run=intake.state == IntakeState.CHECKING,
        say=progress.say,
        advance=progress.advance,
    )


def corrections_of(intake: Intake, viewer) -> Corrections:
    """What is left out of its files, and the cells with another value."""
    skipped, mended = set(), defaultdict(dict)
    for row in own_work(IntakeCorrection, viewer).filter(intake=intake):
        if row.column:
            mended[row.file, row.row][row.column] = row.value
        else:
            skipped.add((row.file, row.row))
    return Corrections(frozenset(skipped), mended)
