import doctest

import pytest

from fujimino_support.editing.signin import phones, throttle, wording


@pytest.mark.parametrize(
    "module", [phones, throttle, wording], ids=lambda module: module.__name__.split(".")[-1]
)
def test_the_examples_hold(module):
    failed, tried = doctest.testmod(module)

    assert failed == 0
    assert tried > 0
