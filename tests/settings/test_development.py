import runpy

import pytest

from peaceinfra.management.starting import serving_environment


def test_development_serves_as_the_web_login_with_a_secret_of_its_own(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PEACEINFRA_LOGIN", "SECRET_KEY", "DEBUG"):
        monkeypatch.delenv(name, raising=False)
    found = runpy.run_module("peaceinfra.settings.development")
    assert (found["DATABASES"]["default"]["USER"], found["DEBUG"]) == ("peaceinfra_login", True)
    assert len(found["SECRET_KEY"]) == 64
    again = runpy.run_module("peaceinfra.settings.development")
    assert [len(key) for key in found["FACTORS_KEYS"]] == [44]
    assert again["FACTORS_KEYS"] == found["FACTORS_KEYS"]


@pytest.mark.parametrize(("chosen", "is_technical"), [({}, False), ({"DEBUG": "true"}, True)])
def test_what_make_run_serves_shows_the_registers_own_pages_unless_a_developer_asks_for_the_technical_ones(
    monkeypatch, chosen, is_technical
):
    monkeypatch.delenv("DEBUG", raising=False)
    for name, value in serving_environment(chosen).items():
        monkeypatch.setenv(name, value)
    assert runpy.run_module("peaceinfra.settings.development")["DEBUG"] is is_technical
