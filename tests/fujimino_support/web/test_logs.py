import json
import logging
from datetime import datetime

import pytest
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory

from fujimino_support.web import logs

SECRET = "霞ヶ丘の田中さん 049-000-0000"


def line(name, level, message, *args, exception=None, **extra):
    """The parsed log line without its time."""
    info = (type(exception), exception, exception.__traceback__) if exception else None
    record = logging.LogRecord(name, level, __file__, 1, message, args, info)
    record.__dict__.update(extra)
    written = json.loads(logs.JsonFormatter().format(record))
    datetime.fromisoformat(written.pop("time"))
    return written


def raised(exception):
    def ask_by_name(name):
        raise exception

    try:
        ask_by_name(SECRET)
    except Exception as caught:
        return caught


def test_arguments_stay_out():
    assert line("activities", logging.INFO, "confirmed %s", SECRET) == {
        "level": "INFO",
        "logger": "activities",
        "event": "confirmed %s",
    }


def test_a_request_is_its_status_method_and_path():
    request = RequestFactory().get("/activities/", {"q": SECRET})

    assert line(
        "django.request",
        logging.WARNING,
        "%s: %s",
        "Not Found",
        "/activities/",
        request=request,
        status_code=404,
    ) == {
        "level": "WARNING",
        "logger": "django.request",
        "event": "Not Found",
        "status": 404,
        "method": "GET",
        "path": "/activities/",
    }


def test_an_exception_is_its_class_and_the_places_it_passed():
    written = line("portal", logging.ERROR, "failed", exception=raised(KeyError(SECRET)))

    frames = written.pop("frames")
    assert [frame.rpartition(":")[2] for frame in frames] == ["raised", "ask_by_name"]
    assert all(frame.startswith(f"{__file__}:") for frame in frames)
    assert written == {"level": "ERROR", "logger": "portal", "event": "failed", "exception": "KeyError"}


def test_a_message_made_of_the_exception_becomes_its_class():
    refusal = raised(DisallowedHost(SECRET))

    assert line("django.security", logging.ERROR, SECRET, exception=refusal)["event"] == "DisallowedHost"
    assert line("django.security", logging.ERROR, refusal)["event"] == "DisallowedHost"


def test_gunicorn_names_its_own_address_but_no_visitor():
    listening = line("gunicorn.error", logging.INFO, "Listening at: %s", "http://127.0.0.1:8000")
    invalid = line("gunicorn.error", logging.WARNING, f"Invalid request from ip=203.0.113.7: {SECRET}")

    assert listening["event"] == "Listening at: http://127.0.0.1:8000"
    assert invalid["event"] == "Invalid request"


def test_japanese_stays_readable():
    record = logging.LogRecord("portal", logging.INFO, __file__, 1, "確認しました", (), None)

    assert "確認しました" in logs.JsonFormatter().format(record)


@pytest.mark.django_db
def test_a_host_that_a_visitor_made_up_is_not_logged(client, capsys):
    logger = logging.getLogger("django")
    handler = logging.StreamHandler()
    handler.setFormatter(logs.JsonFormatter())
    logger.addHandler(handler)

    response = client.get("/", headers={"host": "tanaka.example"})

    logger.removeHandler(handler)
    written = capsys.readouterr().err
    assert response.status_code == 400
    assert "DisallowedHost" in written
    assert "tanaka" not in written
