import logging
from http.client import HTTPResponse
from socket import socketpair

import pytest
from gunicorn.config import Config
from gunicorn.http.errors import InvalidRequestLine, LimitRequestLine

from fujimino_support.web.worker import Worker


@pytest.fixture
def worker():
    worker = object.__new__(Worker)  # a whole one forks and listens
    worker.cfg, worker.log = Config(), logging.getLogger("gunicorn.error")
    return worker


def answer(worker, error):
    here, there = socketpair()
    with here, there:
        worker.handle_error(None, there, ("203.0.113.7", 443), error)
        response = HTTPResponse(here)
        response.begin()
        return response, response.read().decode()


def test_an_address_beyond_the_limit_is_answered_in_japanese_with_400(worker):
    response, page = answer(worker, LimitRequestLine(9000, 8190))

    assert (response.status, response.getheader("Content-Type")) == (400, "text/html; charset=utf-8")
    assert "<h1>アドレスが長すぎます</h1>" in page
    assert response.getheader("Content-Security-Policy").startswith("default-src 'none'; ")


def test_what_is_no_request_at_all_is_left_to_gunicorn(worker):
    response, page = answer(worker, InvalidRequestLine("GET"))

    assert (response.status, "Invalid Request Line" in page) == (400, True)


def test_the_configuration_names_this_worker():
    config = Config()
    with open("deploy/gunicorn.conf.py") as source:
        found: dict[str, object] = {"__file__": "deploy/gunicorn.conf.py"}
        exec(compile(source.read(), "gunicorn.conf.py", "exec"), found)
    config.set("worker_class", found["worker_class"])

    assert (config.worker_class, found["limit_request_line"]) == (Worker, 8190)
