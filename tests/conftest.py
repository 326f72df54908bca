"""What all tests share: a browser, where the machine has one."""

import gc
import os
import shutil
import subprocess
from contextlib import nullcontext

import pytest
from django.conf import settings
from django.db import connection, connections
from django.template import Template
from django.test import TransactionTestCase, override_settings
from django.test.signals import template_rendered
from django.utils import translation

from peaceinfra.core.visibility.grants import NO_TABLES_OF_ITS_OWN
from tests.database_template import make_beside, template_database
from tests.emptying import empty, leave
from tests.measuring import unmeasured
from tests.signed_in import count_as_with_factor

# That without a window first: it draws the same pages, and no frame around them, in a fifth less time.
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)

# Until all tests are collected: what is imported stays, and there are no circles worth a search in it.
gc.disable()

# What coverage is measured over.
MEASURED = pytest.StashKey[bool]()
# What makes the template of the test databases.
TEMPLATE = pytest.StashKey[subprocess.Popen]()

# A browser listens to one such list, ours instead of Playwright's. The first three are pages of its own bar of
# addresses, made anew for each page of a test and seen by nobody: a third of all time of the browser. The others are
# Playwright's.
FEATURES_OFF = [
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "WebUIOmniboxPopup",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
]

# No second process of privileges, no pictures drawn by hardware or in a process apart, no request of its own.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=" + ",".join(FEATURES_OFF),
]


def find_chromium() -> str | None:
    """The path of the Chromium named by CHROMIUM, else of the first one on the machine."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else CHROMIUM_NAMES
    return next((path for path in map(shutil.which, names) if path), None)


def pytest_report_header(config) -> str:
    return f"Chromium: {find_chromium() or 'none found, so the browser tests are skipped (set CHROMIUM)'}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(config):
    """Where there are workers: each of them would read all tests first, and all but one wait then."""
    config.stash[TEMPLATE] = make_beside()


def pytest_sessionfinish(session):
    if TEMPLATE in session.config.stash:
        session.config.stash[TEMPLATE].wait()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """The long proofs begin first, so that no worker waits for another at the end."""
    modules = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in modules)
    for item in to_measure(items):
        item.stash[MEASURED] = True


def to_measure(items):
    """Each second quick test of a module, with the first of its parameters.

    The tracer costs two thirds more time. What these reach is less than what all reach, so that a floor which
    they keep is kept by all.
    """
    functions = {}
    for item in items:
        if not item.get_closest_marker("slow"):
            functions.setdefault(item.path, {}).setdefault(item.nodeid.partition("[")[0], item)
    for firsts in functions.values():
        yield from list(firsts.values())[::2]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """What is not to be measured runs without the tracer, its fixtures too."""
    with nullcontext() if MEASURED in item.stash else unmeasured():
        return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """What was imported stays: the collector need not look through it again after each page.

    Nor look for circles a hundred times while one page is made: a worker then takes 30 MB more.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def contexts_of_whole_pages(django_test_environment):
    """`response.context` is that of the page and of what it is told by; not a copy for each of 500 boxes."""
    Template._render = _render


def _render(template, context):
    if context.template is template:
        template_rendered.send(sender=template, template=template, context=context)
    return template.nodelist.render(context)


@pytest.fixture
def catalogues():
    """As with a second language: words are looked up in the catalogues of the language that is active."""
    functions = translation._trans.__dict__  # chosen by the setting when first called
    with override_settings(USE_I18N=True):
        functions.clear()
        yield
    functions.clear()


@pytest.fixture(scope="session", autouse=True)
def who_is_signed_in_by_a_test_used_a_factor():
    count_as_with_factor()


@pytest.fixture(scope="session", autouse=True)
def deletion_instead_of_a_flush(django_test_environment):
    TransactionTestCase._fixture_teardown = empty


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_keepdb, django_db_blocker):
    """Test databases are copies of one that is migrated already; one that was kept may be of an earlier day."""
    with django_db_blocker.unblock():
        settings.DATABASES["default"]["TEST"] |= {
            "TEMPLATE": template_database(),
            "MIGRATE": django_db_keepdb,
        }


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What is granted on a database does not come with its copy."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(NO_TABLES_OF_ITS_OWN)
    yield
    leave()


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium, started once. Skips without one; fails instead where CI is set."""
    path = find_chromium()
    if path is None:
        explain = pytest.fail if os.environ.get("CI") else pytest.skip
        explain("no Chromium was found on this machine: install one or set CHROMIUM to its path")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow to import, needed here only

    # Playwright keeps an event loop in this thread; Django would take it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    # With that loop, connections are others than without it: one left open would hold up the end of the database.
    connections.close_all()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture(scope="session")
def browser_context(browser):
    """What is common to all pages: the scripts and styles that one fetched, the next has already."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(browser_context):
    """A new page without cookies; the test fails when a script of it does."""
    browser_context.clear_cookies()
    page = browser_context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    for opened in browser_context.pages:
        opened.close()
    assert errors == []
