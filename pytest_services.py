"""Gives the test suite a real PostgreSQL and a real broker, and says what it has to do without.

A pytest plugin, loaded by `addopts` in pyproject.toml, so that any way to call pytest works. What
DATABASE_URL and REDIS_URL name is used; what they do not name is started for this run and thrown
away afterwards. With CI set, a skipped test fails.
"""

import os

import pytest

from launcher import backing, browser, exiftool
from launcher.supervisor import Supervisor


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Before pytest-django reads the settings, which read the environment."""
    supervisor = Supervisor()
    early_config.add_cleanup(supervisor.stop)
    os.environ.update(backing.start(supervisor, throwaway=True))


# The marker of tests → the program they need.
PROGRAMS = {"browser": browser, "exiftool": exiftool}


def missing() -> dict[str, str]:
    """Why tests with a marker cannot run here."""
    return {
        marker: f"no {marker} here: {program.HOW_TO_GET_ONE}"
        for marker, program in PROGRAMS.items()
        if program.find() is None
    }


def pytest_report_header():
    return [f"tests are skipped, {reason}" for reason in missing().values()]


def pytest_collection_modifyitems(items):
    for marker, reason in missing().items():
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped when CI is set. {report.longrepr[2]}"
    return report
