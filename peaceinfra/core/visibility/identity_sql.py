"""What the database itself does for identities at the provider of sign-in: who links one, and whose account it opens.

An account is signed in to by a password or by an identity, never by both, so that there is one way in of which the
holder knows. An administrator links it, for an account with a clearance only together with a security officer: it is
a change of the account, as the rule of `account_sql` has it. The password ends with it, and nothing is added to the
account until somebody signed in by the identity: as after a one-time link, the officer asks the holder whether it was
they.
"""

from peaceinfra.core.visibility.account_functions import OwnersFunction

# `value` is the issuer and the identifier, with a space between.
TAKEN = OwnersFunction(
    "core_identity_is_taken",
    "account bigint, value text",
    "boolean",
    """
BEGIN
  RETURN EXISTS (SELECT FROM core_provideridentity i
    WHERE i.issuer || ' ' || i.identifier = value AND i.account_id <> account);
END """,
)

LINK = OwnersFunction(
    "core_identity_link",
    "account bigint, value text",
    "void",
    """
BEGIN
  DELETE FROM core_provideridentity i WHERE i.account_id = account;
  DELETE FROM core_passwordlink l WHERE l.account_id = account AND l.used_at IS NULL AND l.purpose = 'password';
  UPDATE core_account SET password = core_no_password(), password_set_at = NULL WHERE id = account;
  IF value <> '' THEN
    INSERT INTO core_provideridentity (id, account_id, issuer, identifier, subject) VALUES (core_random_key(), account,
      split_part(value, ' ', 1), substr(value, strpos(value, ' ') + 1), '');
  END IF;
END """,
)

# Only the process, which has verified what the provider says, is answered. Nothing is told of why there is none.
SIGN_IN = OwnersFunction(
    "core_identity_sign_in",
    "by_issuer text, who text, named text, proof text",
    "bigint",
    """
DECLARE found core_provideridentity;
BEGIN
  IF (proof = core_proof(concat_ws(chr(31), 'identity', by_issuer, who, named))) IS NOT TRUE THEN
    RAISE EXCEPTION 'no proof' USING ERRCODE = '28000', HINT = 'After a change of SECRET_KEY run migrate.';
  END IF;
  SELECT * INTO found FROM core_provideridentity i
    WHERE i.issuer = by_issuer AND (i.subject = who OR i.subject = '' AND i.identifier = named)
    ORDER BY i.subject = '' LIMIT 1 FOR UPDATE;
  IF NOT EXISTS (SELECT FROM core_account a WHERE a.id = found.account_id AND a.is_active) THEN RETURN NULL; END IF;
  IF found.subject = '' THEN
    UPDATE core_provideridentity SET subject = who, first_used_at = clock_timestamp() WHERE id = found.id;
  END IF;
  UPDATE core_account SET password_set_at = clock_timestamp() WHERE id = found.account_id AND password_set_at IS NULL;
  RETURN found.account_id;
END """,
)

FUNCTIONS = [TAKEN, LINK, SIGN_IN]
FOR_THE_WEB_ROLE = [SIGN_IN]
