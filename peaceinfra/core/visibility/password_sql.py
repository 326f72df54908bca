"""What the database itself does for passwords and for the links by which they are set."""

from peaceinfra.core.visibility.account_functions import OwnersFunction

NO_PASSWORD = OwnersFunction(
    "core_no_password",
    "",
    "text",
    "BEGIN RETURN '!' || encode(sha256(uuid_send(gen_random_uuid())), 'hex'); END ",
)

# The old password, or the identity at the provider, ends with the link, so that only its holder knows the one that
# holds next.
GIVE_LINK = OwnersFunction(
    "core_account_give_link",
    "account bigint, digest text, days int",
    "void",
    """
DECLARE refused text := core_account_refusal(account, 'link', '');
BEGIN
  IF refused IS NOT NULL THEN RAISE EXCEPTION '%', refused USING ERRCODE = '42501'; END IF;
  DELETE FROM core_passwordlink l WHERE l.account_id = account AND l.used_at IS NULL AND l.purpose = 'password';
  INSERT INTO core_passwordlink (id, account_id, digest, given_by_id, expires_at, purpose)
    VALUES (core_random_key(), account, digest, core_acting(), clock_timestamp() + make_interval(days => days),
    'password');
  DELETE FROM core_provideridentity WHERE account_id = account;
  UPDATE core_account SET password = core_no_password(), password_set_at = NULL WHERE id = account;
END """,
)

LINK_ACCOUNT = OwnersFunction(
    "core_account_of_link",
    "token text",
    "bigint",
    """
BEGIN
  RETURN (SELECT l.account_id FROM core_passwordlink l JOIN core_account a ON a.id = l.account_id
    WHERE l.digest = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND l.used_at IS NULL
      AND l.purpose = 'password' AND l.expires_at > clock_timestamp()
      AND a.is_active AND NOT core_account_is_cleared(a));
END """,
)

USE_LINK = OwnersFunction(
    "core_account_use_link",
    "token text, hashed text",
    "bigint",
    """
DECLARE holder bigint := core_account_of_link(token);
BEGIN
  UPDATE core_passwordlink SET used_at = clock_timestamp()
    WHERE account_id = holder AND used_at IS NULL AND digest = encode(sha256(convert_to(token, 'UTF8')), 'hex');
  IF NOT FOUND THEN RETURN NULL; END IF;
  UPDATE core_account SET password = hashed, password_set_at = clock_timestamp() WHERE id = holder;
  RETURN holder;
END """,
)

SET_OWN_PASSWORD = OwnersFunction(
    "core_account_set_own_password",
    "hashed text",
    "void",
    """
BEGIN
  UPDATE core_account SET password = hashed, password_set_at = clock_timestamp() WHERE id = core_acting();
  IF NOT FOUND THEN RAISE EXCEPTION 'not yours' USING ERRCODE = '42501'; END IF;
END """,
)

# Only the process, which compares it with what somebody typed, is told the hash of a password. Where its key is
# another than the one that is stored, this is said: it is not that the password is wrong.
PASSWORD_OF = OwnersFunction(
    "core_account_password_of",
    "account bigint, proof text",
    "text",
    """
BEGIN
  IF (proof = core_proof('password of ' || account)) IS NOT TRUE THEN
    RAISE EXCEPTION 'no proof' USING ERRCODE = '28000', HINT = 'After a change of SECRET_KEY run migrate.';
  END IF;
  RETURN (SELECT password FROM core_account WHERE id = account);
END """,
)
