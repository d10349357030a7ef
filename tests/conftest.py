"""Fixtures that every room shares. Rooms add their own conftest.py beside their tests."""

import os
import signal

import pytest
from hypothesis import settings

# A shell that runs the suite in the background has it ignore Ctrl-C, and so would every program that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

settings.register_profile("sampled", max_examples=25, deadline=None)
settings.register_profile("all", max_examples=500, deadline=None)
settings.load_profile("all" if os.environ.get("TORCHDECK_TEST_ALL") else "sampled")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("TORCHDECK_TEST_ALL"):
        return
    skip = pytest.mark.skip(reason="a whole sweep; run it with `make test-all`")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)
