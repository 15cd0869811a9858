import http.client
import re
import signal
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from donations.standin.__main__ import main

COMMAND = [sys.executable, "-m", "donations.standin"]


def test_it_serves_until_it_is_told_to_stop(tmp_path):
    command = [*COMMAND, "--demo", "--secret", "whsec_x", "--state", tmp_path / "state.sqlite"]
    command += ["--chaos", "--seed", "7"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = re.search(r"http://\S+", process.stdout.readline())[0]
        connection = http.client.HTTPConnection(urlsplit(url).netloc)
        connection.request("GET", "/")
        page = connection.getresponse().read().decode()
        connection.close()
        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == 0
    assert "Test dashboard" in page


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["--demo", "--host", "0.0.0.0"],  # noqa: S104
        ["--demo", "--host", "stripe.example"],
        ["--demo", "--webhook-url", "https://example.org/stripe/webhook/"],
    ],
)
def test_it_refuses_to_start_where_a_donor_might_take_it_for_stripe(arguments, capsys):
    assert main([*arguments, "--secret", "whsec_x"]) == 2

    complaint = capsys.readouterr().err
    assert complaint.startswith("stand-in: ") and complaint.count("\n") == 1


def test_a_busy_port_is_said_in_one_line(capsys):
    with subprocess.Popen(
        [*COMMAND, "--demo", "--secret", "whsec_x"], stdout=subprocess.PIPE, text=True
    ) as process:
        port = re.search(r":(\d+)/", process.stdout.readline())[1]
        status = main(["--demo", "--port", port, "--secret", "whsec_x"])
        process.terminate()

    assert status == 2
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err
