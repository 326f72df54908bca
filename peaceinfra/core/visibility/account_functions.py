"""What a function of the database is, and those by which the others know who acts."""

from dataclasses import dataclass

from peaceinfra.core.visibility.acting import TRANSACTION
from peaceinfra.core.visibility.sql import SEARCH_PATH


@dataclass(frozen=True)
class AccountFunction:
    """A function of the database: its parameters as declared, what it returns, and its body in PL/pgSQL."""

    name: str
    parameters: str
    returns: str
    body: str

    @property
    def statement(self) -> str:
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}({self.parameters}) RETURNS {self.returns} LANGUAGE plpgsql"
            f" SECURITY DEFINER SET search_path = {SEARCH_PATH} AS $${self.body}$$"
        )


# What the process signs that says this in this transaction; NULL where there is no key.
PROOF = AccountFunction(
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

ACTING = AccountFunction(
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

RANDOM_KEY = AccountFunction(
    "core_random_key",
    "",
    "bigint",
    """
BEGIN
  RETURN ('x' || substr(encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 1, 15))::bit(60)::bigint + 1;
END """,
)
