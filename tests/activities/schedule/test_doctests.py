"""The examples in the docstrings are true."""

import doctest
import importlib
import pkgutil

import pytest

import activities.schedule

MODULES = [
    "activities.schedule",
    *(f"activities.schedule.{found.name}" for found in pkgutil.iter_modules(activities.schedule.__path__)),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    failed, _ = doctest.testmod(importlib.import_module(name))

    assert failed == 0
