import pytest
from django.core.exceptions import ImproperlyConfigured

from peaceinfra.database import addresses

OWNER = "postgres://owner:secret@db.example:5433/register"
WEB = "postgres://web:other@db.example:5433/register"


@pytest.fixture(autouse=True)
def no_addresses(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)


def users(folder):
    return [addresses.for_development(folder, login)["USER"] for login in ("owner", "web")]


def test_without_an_address_the_embedded_server_is_used(tmp_path):
    entry = addresses.for_development(tmp_path, "web")
    assert (entry["NAME"], entry["EMBEDDED_IN"]) == ("peaceinfra", tmp_path)
    assert users(tmp_path) == ["peaceinfra_owner", "peaceinfra_login"]


def test_two_addresses_are_used_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", WEB)
    monkeypatch.setenv("DATABASE_OWNER_URL", OWNER)
    assert users(tmp_path) == ["owner", "web"]
    assert "MAKES_LOGIN" not in addresses.for_development(tmp_path, "owner")


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_OWNER_URL"])
def test_one_address_is_the_owners_and_a_web_login_is_made(tmp_path, monkeypatch, name):
    monkeypatch.setenv(name, OWNER)
    assert users(tmp_path) == ["owner", "register_login"]
    owner, web = (addresses.for_development(tmp_path, login) for login in ("owner", "web"))
    assert owner["MAKES_LOGIN"] == ("register_login", web["PASSWORD"])
    assert (web["HOST"], web["PORT"], len(web["PASSWORD"])) == ("db.example", 5433, 64)


def test_an_address_may_name_the_folder_of_a_socket_and_a_password_with_signs():
    entry = addresses.of("postgres://web:a%40b@%2Fvar%2Frun%2Fpostgresql/register?sslmode=disable")
    assert (entry["HOST"], entry["PASSWORD"]) == ("/var/run/postgresql", "a@b")
    assert entry["OPTIONS"] == {"sslmode": "disable"}


@pytest.mark.parametrize(
    "url", ["postgres://a:secret@h:port/register", "postgres://h", "postgres://a:se/cret@h/r"]
)
def test_an_address_that_cannot_be_read_is_refused_without_its_password(url):
    with pytest.raises(ImproperlyConfigured, match="cannot be read") as refusal:
        addresses.of(url)
    assert "secret" not in str(refusal.value)


def test_an_address_of_another_kind_of_database_is_refused():
    with pytest.raises(ImproperlyConfigured, match="begin with postgres://"):
        addresses.of("mysql://a:b@localhost/register")


def test_a_kept_secret_is_made_once_and_for_its_owner_only(tmp_path):
    first = addresses.kept_secret(tmp_path, "secret-key")
    assert addresses.kept_secret(tmp_path, "secret-key") == first
    files = list((tmp_path / ".data").iterdir())
    assert [(file.name, file.stat().st_mode & 0o777) for file in files] == [("secret-key", 0o600)]


def test_windows_is_told_to_set_an_address(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.platform", "win32")
    with pytest.raises(ImproperlyConfigured, match="set DATABASE_URL or use WSL"):
        addresses.for_development(tmp_path, "web")


def test_the_login_that_serves_is_limited_in_time_and_the_owner_is_not(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://web@db.example/register?options=-c%20jit%3Doff")
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgres://owner@db.example/register")
    monkeypatch.setenv("LOCK_SECONDS", "7")
    web, owner = (addresses.for_development(tmp_path, login) for login in ("web", "owner"))
    assert web["OPTIONS"] == {
        "connect_timeout": 5,
        "options": "-c statement_timeout=20s -c lock_timeout=7s -c idle_in_transaction_session_timeout=30s"
        " -c jit=off",
    }
    assert "options" not in owner.get("OPTIONS", {})
