import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fujimino_support.web.compression import CompressText

REQUEST = RequestFactory().get("/", headers={"accept-encoding": "gzip"})


def encoding(content_type: str) -> str:
    response = HttpResponse("あ" * 1000, content_type=content_type)
    return CompressText(lambda request: response)(REQUEST).get("Content-Encoding", "")


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "text/css", "application/json"])
def test_text_goes_out_compressed(content_type):
    assert encoding(content_type) == "gzip"


@pytest.mark.parametrize("content_type", ["image/jpeg", "image/webp", "application/pdf"])
def test_what_is_small_already_goes_out_as_it_is(content_type):
    assert encoding(content_type) == ""
