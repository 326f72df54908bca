"""The import of a folder of CSV files: rows in a second, memory, and a second run that changes nothing.

    python bench/importing.py --linkages 10000 [--beside CHECKOUT] [--profile FILE]

A generated register is exported to files; these are imported into an empty register, and imported again. The time is
that of the processor, of the process that imports and of its process of the database; memory is the most that the
former took, its programs included. With `--beside`, the import of another checkout is measured on the same files.
"""

import argparse
import cProfile
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

OWN = Path(__file__).resolve().parents[1]
EMPTY = "bench_import"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--linkages", type=int, default=10_000)
    parser.add_argument("--beside", type=Path, help="another checkout, to compare with")
    parser.add_argument(
        "--profile", help="where to write what cProfile found, with .first and .second behind it"
    )
    parser.add_argument("--step", choices=["export", "prepare", "first", "second"], help=argparse.SUPPRESS)
    parser.add_argument("--checkout", type=Path, default=OWN, help=argparse.SUPPRESS)
    options = parser.parse_args()
    folder = Path(tempfile.gettempdir()) / f"bench_import_{options.linkages}"
    if options.step:
        sys.path.insert(0, str(options.checkout))
        STEPS[options.step](folder, options)
        return
    if not (folder / "teams.csv").exists():
        _step("export", OWN, options)
    for checkout in filter(None, (options.beside, OWN)):
        _step("prepare", checkout, options)
        for step in ("first", "second"):
            print(_words(checkout, step, json.loads(_step(step, checkout, options))))


def _step(step, checkout, options):
    command = [sys.executable, __file__, "--step", step, "--checkout", checkout.resolve()]
    command += ["--linkages", options.linkages]
    command += ["--profile", f"{options.profile}.{step}"] if options.profile else []
    return subprocess.run([*map(str, command)], check=True, stdout=subprocess.PIPE, cwd=OWN).stdout


def _words(checkout, step, found):
    python, database = found["seconds"]
    return (
        f"{checkout.resolve().name}, {step} run: {found['rows']:,} rows, {found['written']:,} written;"
        f" {python:.1f} s and {database:.1f} s of the database,"
        f" {found['rows'] / (python + database):,.0f} rows/s; {found['memory']:.0f} MB"
    )


def export(folder, options) -> None:
    from bench import register  # noqa: PLC0415 - the path is set first

    register.opened(options.linkages)
    from django.core.management import call_command  # noqa: PLC0415 - needs the settings

    call_command("export_dataset", folder, verbosity=0)


def prepare(folder, options) -> None:
    """An empty register. What it takes to make one is not the import's."""
    _opened(is_kept=False)


def run(folder, options) -> None:
    _opened(is_kept=True)
    # These can be imported only now: they read the settings.
    from bench.processor import spent  # noqa: PLC0415
    from peaceinfra.datasets.importing import import_dataset  # noqa: PLC0415

    began, profiler = spent(), cProfile.Profile()
    if options.profile:
        profiler.enable()
    counts = import_dataset(folder, by=None, reason="measured").counts
    profiler.disable()
    if options.profile:
        profiler.dump_stats(options.profile)
    found = {
        "rows": sum(count.added + count.changed + count.unchanged for count in counts),
        "written": sum(count.added + count.changed for count in counts),
        "seconds": [now - then for now, then in zip(spent(), began, strict=True)],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(found))


def _opened(is_kept):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peaceinfra.settings.test")
    import django  # noqa: PLC0415

    django.setup()
    from django.db import connection  # noqa: PLC0415

    connection.settings_dict["TEST"]["NAME"] = EMPTY
    if is_kept:
        connection.settings_dict["NAME"] = EMPTY
        connection.ensure_connection()
    else:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)


STEPS = {"export": export, "prepare": prepare, "first": run, "second": run}


if __name__ == "__main__":
    main()
