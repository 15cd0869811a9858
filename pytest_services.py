"""Gives the test suite a real PostgreSQL and a real broker, and says what it has to do without.

A pytest plugin, loaded by `addopts` in pyproject.toml, so that any way to call pytest works. What
DATABASE_URL and REDIS_URL name is used; what they do not name is started for this run and thrown
away afterwards. With CI set, a skipped test fails.
"""

import os

import pytest

from launcher import backing, browser
from launcher.supervisor import Supervisor


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Before pytest-django reads the settings, which read the environment."""
    supervisor = Supervisor()
    early_config.add_cleanup(supervisor.stop)
    os.environ.update(backing.start(supervisor, throwaway=True))


def pytest_report_header():
    if browser.find() is None:
        return f"no Chromium, so tests in a browser are skipped: {browser.HOW_TO_GET_ONE}"


def pytest_collection_modifyitems(items):
    if browser.find() is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(f"no Chromium: {browser.HOW_TO_GET_ONE}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"Nothing may be skipped when CI is set. {report.longrepr[2]}"
    return report
