"""What a function of the database is, and those by which the others know who acts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from peaceinfra.core.visibility.acting import TRANSACTION
from peaceinfra.core.visibility.sql import SEARCH_PATH


@dataclass(frozen=True)
class OwnersFunction:
    """A function of the database that runs with the owner's rights.

    Its parameters as declared, what it returns, its body in PL/pgSQL, and settings that hold while it runs.
    """

    name: str
    parameters: str
    returns: str
    body: str
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def statement(self) -> str:
        settings = "".join(f" SET {name} = {value}" for name, value in self.settings.items())
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}({self.parameters}) RETURNS {self.returns} LANGUAGE plpgsql"
            f" SECURITY DEFINER SET search_path = {SEARCH_PATH}{settings} AS $${self.body}$$"
        )


# What the process signs that says this in this transaction; NULL where there is no key.
PROOF = OwnersFunction(
    "core_proof",
    "said text",
    "text",
    f"""
DECLARE
  secret text := (SELECT key FROM core_actingkey);
  inside text := encode(sha256(convert_to(secret || said || ':' || {TRANSACTION}, 'UTF8')), 'hex');
BEGIN
  RETURN encode(sha256(convert_to(secret || inside, 'UTF8')), 'hex');
END """,
)

ACTING = OwnersFunction(
    "core_acting",
    "",
    "bigint",
    """
DECLARE said text[] := string_to_array(current_setting('peaceinfra.acting', true), ':');
BEGIN
  IF coalesce(cardinality(said), 0) <> 2 OR (core_proof(said[1]) = said[2]) IS NOT TRUE THEN RETURN NULL; END IF;
  RETURN (SELECT id FROM core_account WHERE id = said[1]::bigint AND is_active);
END """,
)

RANDOM_KEY = OwnersFunction(
    "core_random_key",
    "",
    "bigint",
    """
BEGIN
  RETURN ('x' || substr(encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 1, 15))::bit(60)::bigint + 1;
END """,
)
