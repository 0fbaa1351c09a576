"""What every test stands on: nothing is skipped in CI, and a wait is for an effect."""

import os

import pytest
from hypothesis import settings

from services.chassis import logs

logs.configure("error")
# Two cores, other tests beside: no example is judged by its time. In CI the same examples every run.
settings.register_profile("reserve", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("reserve")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """In CI a missing server is a failure, not a reason."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"nothing may be skipped in CI: {report.longrepr}"
    return report
