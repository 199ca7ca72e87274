"""Log lines as JSON that name no person.

An argument, the text of an exception, a query string or an address may say who somebody is, so none is written: a
message stands as its template, an exception as its class and the places it passed.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from http.client import responses
from typing import Any

from django.http import HttpRequest


def configuration() -> dict[str, Any]:
    """For Django's LOGGING and gunicorn's logconfig_dict alike."""
    stderr = {"handlers": ["stderr"], "level": "INFO", "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": JsonFormatter}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": stderr,
            "gunicorn.error": stderr,
            "gunicorn.access": {"handlers": [], "propagate": False},
        },
    }


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(entry(record), ensure_ascii=False)


def entry(record: logging.LogRecord) -> dict[str, Any]:
    time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
    line = {"time": time, "level": record.levelname, "logger": record.name, "event": event(record)}
    return line | request_facts(record) | exception_facts(record)


def event(record: logging.LogRecord) -> str:
    exception = _exception(record)
    if record.name == "gunicorn.error":
        return gunicorn_event(record)
    if isinstance(record.msg, BaseException):
        return type(record.msg).__name__
    if exception is not None and str(exception) and str(exception) in str(record.msg):
        return type(exception).__name__
    if record.msg == "%s: %s" and hasattr(record, "status_code"):  # Django's own for any answer gone wrong
        return responses.get(record.status_code, "Unknown")
    return str(record.msg)


def gunicorn_event(record: logging.LogRecord) -> str:
    """Up to INFO gunicorn speaks of itself; above, it writes addresses and header lines into the message."""
    if record.levelno <= logging.INFO:
        return record.getMessage()
    return str(record.msg).partition(" from ip=")[0]


def request_facts(record: logging.LogRecord) -> dict[str, Any]:
    """For what django.request and django.security log."""
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return {}
    return {"status": getattr(record, "status_code", None), "method": request.method, "path": request.path}


def exception_facts(record: logging.LogRecord) -> dict[str, Any]:
    exception = _exception(record)
    if exception is None:
        return {}
    frames = traceback.extract_tb(exception.__traceback__)
    return {
        "exception": type(exception).__name__,
        "frames": [f"{frame.filename}:{frame.lineno}:{frame.name}" for frame in frames],
    }


def _exception(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None
