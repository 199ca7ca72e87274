import pytest
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import RequestFactory

from fujimino_support.web.requests import refuse_nul


def answer(request):
    return refuse_nul(lambda request: HttpResponse("ok"))(request).content


@pytest.mark.parametrize("path", ["/a%00b/", "/?q=%00", "/?%00=q", "/?q=%e3%81%82%00"])
def test_a_nul_in_the_address_is_refused(path):
    with pytest.raises(BadRequest):
        answer(RequestFactory().get(path))


def test_a_nul_in_a_cookie_is_refused():
    request = RequestFactory(headers={"Cookie": r'sessionid="\000"'}).get("/")

    with pytest.raises(BadRequest):
        answer(request)


@pytest.mark.parametrize("path", ["/", "/areas/kasumigaoka/?q=%E4%BD%93%E6%93%8D", "/?q=%2500", "/?q=100%"])
def test_any_other_address_passes(path):
    assert answer(RequestFactory().get(path)) == b"ok"


def test_the_portal_answers_400(client):
    assert client.get("/?q=%00").status_code == 400
