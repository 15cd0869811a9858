"""What `dev.py` and its launcher promise, as far as it can be shown in moments."""

import ast
import base64
import os
import re
import select
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from launcher import (
    CannotGoOn,
    browser,
    checks,
    claim,
    codes,
    demo,
    distribution,
    keys,
    management,
    places,
    ports,
    processes,
)
from launcher.supervisor import RESTARTS, Supervisor

ROOT = places.ROOT
SETTING = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=", re.MULTILINE)
READ = re.compile(r'(?:required|env\.\w+)\(\s*"([A-Z_]+)"')
SECONDS = 20


@pytest.fixture
def supervisor():
    with Supervisor() as supervisor:
        yield supervisor


@pytest.fixture
def sleeper(tmp_path):
    """A service that does nothing for an hour."""
    return processes.Service(
        name="sleeper",
        command=[sys.executable, "-c", "import time; time.sleep(3600)"],
        log=tmp_path / "sleeper.log",
        env={},
    )


def wait_for_end(pid: int) -> bool:
    """Whether the process ended in time."""
    ended, _, _ = select.select([os.pidfd_open(pid)], [], [], SECONDS)
    return bool(ended)


# --- Where to listen ---


def test_a_busy_port_gives_the_next_free_one():
    with ports.listen(20000) as first, ports.listen(first.getsockname()[1]) as second:
        assert second.getsockname()[1] > first.getsockname()[1]


def test_a_taken_port_cannot_be_taken_away():
    with ports.listen(20000) as taken, socket.socket() as other, pytest.raises(OSError):
        other.bind(taken.getsockname())


@pytest.mark.parametrize("text", ["0", "65536", "-1", "8000x", "", "²"])
def test_a_port_that_is_none_is_refused_with_a_sentence(text):
    with pytest.raises(CannotGoOn, match="PORT must be a number"):
        ports.parse(text)


# --- Secrets ---


def test_secrets_stay_the_same_and_are_for_our_eyes_only(tmp_path):
    first = keys.load(tmp_path / "local", tmp_path)

    assert keys.load(tmp_path / "local", tmp_path) == first
    assert stat.S_IMODE((tmp_path / "local/secrets.json").stat().st_mode) == 0o600


def test_new_secrets_leave_no_data_that_older_ones_sealed(tmp_path):
    (tmp_path / "cluster-18/base").mkdir(parents=True)

    keys.load(tmp_path / "local", tmp_path)

    assert not (tmp_path / "cluster-18").exists()


def test_two_clones_share_no_secret():
    assert not set(keys.generate().values()) & set(keys.generate().values())


# --- Who may use the data ---


def test_the_second_one_is_told_who_has_the_data(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "LOCAL", tmp_path)

    assert claim.take("the demo") is None
    assert str(claim.take("clean")) == f"the demo (process {os.getpid()})"


# --- Processes ---


def test_a_killed_launcher_leaves_no_service_behind(tmp_path):
    code = f"""
import sys
from pathlib import Path
from launcher.processes import Service
command = [sys.executable, "-c", "import time; time.sleep(3600)"]
service = Service(name="sleeper", command=command, log=Path({str(tmp_path / "log")!r}), env={{}})
service.spawn()
print(service.process.pid, flush=True)
service.process.wait()
"""
    launcher = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    with launcher:
        service = int(launcher.stdout.readline())
        launcher.kill()

        assert wait_for_end(service)


def test_what_dies_is_started_again(supervisor, sleeper):
    supervisor.start(sleeper)
    first = sleeper.process
    first.kill()
    first.wait()

    supervisor.restart(sleeper)

    assert sleeper.process.pid != first.pid
    assert sleeper.process.poll() is None


def test_what_keeps_dying_stops_everything_and_shows_its_log(supervisor, sleeper):
    sleeper.command = [sys.executable, "-c", "raise SystemExit('no disk left')"]
    supervisor.start(sleeper)

    with pytest.raises(CannotGoOn, match="ended with status 1(.|\n)*no disk left"):
        supervisor.watch()
    assert len(supervisor.restarts["sleeper"]) == RESTARTS


def test_services_stop_in_reverse_order(supervisor, tmp_path):
    report = tmp_path / "ended"
    for name in ["database", "worker"]:
        code = f"""
import signal, sys
def end(number, frame):
    open({str(report)!r}, "a").write({name!r} + " ")
    sys.exit()
signal.signal(signal.SIGTERM, end)
open({str(tmp_path / name)!r}, "w")
signal.pause()
"""
        supervisor.start(
            processes.Service(
                name=name,
                command=[sys.executable, "-c", code],
                log=tmp_path / f"{name}.log",
                env={},
                is_ready=lambda service: (tmp_path / service.name).exists(),
            )
        )

    supervisor.stop()

    assert report.read_text().split() == ["worker", "database"]


def test_a_service_that_does_not_listen_is_killed(supervisor, sleeper):
    sleeper.stop_signal = signal.SIGCONT
    sleeper.stop_seconds = 0.1
    supervisor.start(sleeper)
    process = sleeper.process

    supervisor.stop()

    assert process.returncode == -signal.SIGKILL


def test_what_a_killed_process_left_behind_is_removed(tmp_path, monkeypatch):
    monkeypatch.setattr(places, "state", lambda: tmp_path)
    monkeypatch.setattr(places.tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"{places.CLONE}-{ended.pid}-abcd"
    left.mkdir()
    in_use = places.new_run_folder()

    assert places.new_run_folder().exists()
    assert in_use.exists()
    assert not left.exists()


# --- Commands ---


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["migrate"], True),
        (["import_campaigns", "stories"], True),
        (["import_campaigns", "stories", "--dry-run"], False),
        (["scan_text", "story.txt"], False),
        (["drain", "--help"], False),
        ([], False),
    ],
)
def test_services_are_started_only_for_commands_that_use_them(arguments, needed):
    assert management.needs_database(arguments) is needed


def test_every_name_in_the_makefile_is_a_command_with_help():
    makefile = (ROOT / "Makefile").read_text()
    # `manage` runs a command of the site, and the name is that of the work.
    called = set(re.findall(r"dev\.py (\w+)", makefile)) - {"manage"}

    assert called <= set(dev.COMMANDS)
    assert {"demo", "test", "check", "clean"} <= called
    for name in called:
        assert re.search(rf"^{name}:.*## \w", makefile, re.MULTILINE)


def test_an_unknown_command_is_bad_usage(capsys):
    assert dev.main(["dmeo"]) == 2
    assert "no 'dmeo'" in capsys.readouterr().err


# --- The suite itself ---


def test_nothing_may_be_skipped_when_ci_is_set(tmp_path):
    test = tmp_path / "test_it.py"
    test.write_text("import pytest\n\n\ndef test_it():\n    pytest.skip('too dark')\n")
    command = [sys.executable, "-m", "pytest", "-p", "pytest_services"]

    outcomes = [
        subprocess.run(
            [*command, test, "--rootdir", tmp_path, "-p", "no:cacheprovider"],
            cwd=ROOT,
            env=os.environ | {"CI": ci, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
        )
        for ci in ("", "true")
    ]

    assert [outcome.returncode for outcome in outcomes] == [0, 1]
    assert "Nothing may be skipped" in outcomes[1].stdout
    assert "too dark" in outcomes[1].stdout


def test_a_browser_that_is_named_is_taken(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/opt/chromium")

    assert browser.find() == "/opt/chromium"


def test_the_suite_fetches_the_programs_that_are_missing(monkeypatch, tmp_path):
    fetched = []
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(distribution, "install", fetched.append)
    monkeypatch.setattr(dev, "become", lambda module, arguments: None)

    dev.test([])

    assert fetched == ["chromium", "libimage-exiftool-perl"]


# --- What is written down ---


def test_every_setting_is_explained_and_every_explained_one_is_read():
    explained = SETTING.findall((ROOT / ".env.example").read_text())

    assert sorted(explained) == sorted(set(READ.findall((ROOT / "config/settings.py").read_text())))


def test_the_locks_are_in_step():
    assert checks.lock_faults(ROOT) == []


def test_a_lock_behind_its_project_is_noticed(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["django~=5.2.0", "nh3"]\n[dependency-groups]\ndev = ["ruff"]\n'
    )
    (tmp_path / "requirements.txt").write_text("django==5.1.4 \\\n    --hash=sha256:0\n")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.1\nruff==0.17.6\n")

    assert checks.lock_faults(tmp_path) == [
        "requirements.txt has django 5.1.4: make lock",
        "requirements.txt lacks nh3: make lock",
        "django is 5.1.4 in requirements.txt only: make lock",
    ]


def test_no_tracked_file_names_a_registry_or_a_machine():
    assert checks.strays(ROOT) == []


@pytest.mark.parametrize(
    "stray", ["https://files.pythonhosted" + ".org/packages", "see /" + "tmp/notes", "/" + "root/x"]
)
def test_a_registry_or_a_machine_in_a_tracked_file_is_noticed(tmp_path, stray):
    (tmp_path / "notes.md").write_text(f"fine\n{stray}\n")
    for arguments in (["init", "--quiet"], ["add", "notes.md"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True)

    (found,) = checks.strays(tmp_path)

    assert found.startswith("notes.md:2: ")


def test_the_image_has_no_standin_tests_or_launcher():
    left_out = set((ROOT / ".dockerignore").read_text().split())

    assert {"donations/standin", "tests", "launcher", "dev.py", ".*"} <= left_out


@pytest.mark.parametrize(
    "path", sorted((ROOT / "launcher").glob("*.py")), ids=lambda path: path.stem
)
def test_the_launcher_can_be_loaded_before_anything_is_installed(path: Path):
    """Imports inside functions may come later: by then the virtual environment is there."""
    names = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])

    assert names <= sys.stdlib_module_names | {"launcher"}


@pytest.mark.parametrize(
    ("moment", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")]
)
def test_codes_are_those_of_every_authenticator_app(monkeypatch, moment, code):
    """The last six digits of the examples in RFC 6238."""
    monkeypatch.setattr(codes.time, "time", lambda: moment)
    secret = base64.b32encode(b"12345678901234567890").decode()

    assert codes.current(secret) == code


def test_the_codes_of_the_demo_need_a_demo(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "LOGINS", tmp_path / "logins.json")

    with pytest.raises(CannotGoOn, match="make demo"):
        demo.show_codes([])
