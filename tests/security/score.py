"""The score of the seeded mistakes, for `make mutants`: how many were found, of each leak, and by which check."""

from collections import defaultdict

#: The name under which a test reports (leak, mistake, check that found it).
SEEDED = "seeded"


def pytest_terminal_summary(terminalreporter):
    found, missed = defaultdict(list), defaultdict(list)
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            for name, value in report.user_properties:
                if name == SEEDED and report.when == "call":
                    (found if outcome == "passed" else missed)[value[0]].append(value[1:])
    terminalreporter.section("seeded mistakes that were found")
    for leak in sorted({*found, *missed}):
        number = len(found[leak]) + len(missed[leak])
        terminalreporter.write_line(f"{leak}: {len(found[leak])} of {number}")
        for words, check in found[leak]:
            terminalreporter.write_line(f"    {words}  ·  {check}")
        for words, check in missed[leak]:
            terminalreporter.write_line(f"    NOT FOUND: {words}  ·  {check}")
    caught, left = (sum(map(len, which.values())) for which in (found, missed))
    terminalreporter.write_line(f"{caught} of {caught + left} found")
