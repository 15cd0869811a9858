"""Log lines: JSON for machines, and nobody in them."""

import io
import json
import logging
from types import SimpleNamespace

import pytest

from config.logs import JsonLines, WithoutPeople


@pytest.fixture
def logger():
    """A logger as the site's; `logger.lines()` gives what it wrote."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    handler.addFilter(WithoutPeople())
    logger = logging.Logger("donations.sync")
    logger.addHandler(handler)
    logger.lines = lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    return logger


@pytest.mark.parametrize("path", ["invitation/s3cret_Link/", "password/new/MQ/s3cret-link/"])
def test_links_of_letters_that_let_somebody_in_are_cut(logger, path):
    logger.warning("Forbidden: /staff/%s", path)

    assert "s3cret" not in logger.lines()[0]["message"]


def test_a_line_says_when_where_and_what(logger):
    logger.info("gift booked", extra={"campaign": "8kq2mwx3za", "cents": 50_00})

    (line,) = logger.lines()
    assert line.pop("at").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "donations.sync",
        "message": "gift booked",
        "campaign": "8kq2mwx3za",
        "cents": 50_00,
    }


PEOPLE = [
    "giver@mailbox.example",
    "Giver.Name+tag@sub.mailbox.example",
    "дарослы@пошта.example",
    "192.0.2.17",
    "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
    "2001:db8:85a3::8a2e:370:7334",
    "2a02:a31a::5",
    "2001:db8::1",
    "::1",
    "fe80::1",
    "sk_live_abcDEF123",
    "rk_live_abcDEF123",
    "sk_test_abcDEF123",
    "whsec_abcDEF123",
    "cs_live_a1b2C3",
    "cs_test_a1b2C3",
]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("around", ["{}", "refused <{}>: no", 'said "{}".', "from {}, again"])
def test_nobody_is_named_in_a_message_an_argument_an_extra_or_a_trace(logger, person, around):
    text = around.format(person)
    logger.info(text)
    logger.info("%s", text)
    logger.info("x", extra={"who": text})
    try:
        raise ValueError(text)
    except ValueError:
        logger.exception("failed")

    for line in logger.lines():
        assert person not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        "campaign 8kq2mwx3za moved at 23:45:22",
        "evt_1abc pi_2def re_3ghi",
        "version 5.2.19",
        "ratio 16:9, std::string",
        "1 595,50 €",
    ],
)
def test_what_is_no_person_stays_readable(logger, text):
    logger.info(text)

    assert logger.lines()[0]["message"] == text


def test_whole_objects_stay_out(logger):
    logger.info("x", extra={"request": object(), "data": {"email": "a@b.example"}, "ids": [1]})

    assert set(logger.lines()[0]) == {"at", "level", "logger", "message"}


def test_a_line_is_one_line_whatever_is_in_it(logger):
    logger.info("first\nsecond\r\x1b[31m\u2028third")

    assert len(logger.lines()) == 1


def test_a_trace_is_kept_with_its_error(logger):
    try:
        {}["missing"]
    except KeyError:
        logger.exception("failed")

    assert "KeyError" in logger.lines()[0]["trace"]


@pytest.mark.parametrize("arguments", [("one",), ("one", "two", "three"), ({"a": 1},)])
def test_a_slip_in_a_log_line_ends_nothing_but_the_line(logger, arguments):
    logger.info("%s and %d", *arguments)

    assert logger.lines()[0]["message"] == "%s and %d"


def test_the_site_logs_this_way(settings):
    handlers = settings.LOGGING["handlers"]

    assert settings.LOGGING["root"]["handlers"] == list(handlers) == ["console"]
    assert handlers["console"]["filters"] == ["people"]
    assert settings.LOGGING["formatters"]["json"]["()"] == "config.logs.JsonLines"


@pytest.mark.parametrize(
    ("route", "left"), [("<str:public_id>/", "/<str:public_id>/"), (None, "an unknown address")]
)
def test_of_an_address_on_our_site_its_pattern_is_left(logger, route, left):
    request = SimpleNamespace(resolver_match=route and SimpleNamespace(route=route))

    logger.warning("%s: %s", "Not Found", "/8kq2mwx3za/", extra={"request": request})

    assert logger.lines()[0]["message"] == f"Not Found: {left}"
