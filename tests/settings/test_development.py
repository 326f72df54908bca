import runpy


def test_development_serves_as_the_web_login_with_a_secret_of_its_own(monkeypatch):
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "PEACEINFRA_LOGIN", "SECRET_KEY", "DEBUG"):
        monkeypatch.delenv(name, raising=False)
    found = runpy.run_module("peaceinfra.settings.development")
    assert (found["DATABASES"]["default"]["USER"], found["DEBUG"]) == ("peaceinfra_login", True)
    assert len(found["SECRET_KEY"]) == 64
