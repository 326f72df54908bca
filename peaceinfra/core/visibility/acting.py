"""Who acts, proven to the database: the functions that change accounts believe nobody who is only named.

The process signs the account and the transaction in which it acts with a key made from SECRET_KEY. Only the owner
reads that key in the database, so a statement smuggled into the web login cannot make itself somebody else: it
acts, at most, as the account whose change it rides on, and not after that change. Nor is it told the hash of a
password, which is given to the process alone.

The transaction is what the database says it is, not what the client knows of its connection: between the two may
stand a pooler, behind which each transaction is another connection's.
"""

import hashlib
import hmac

from django.conf import settings

#: In SQL: the transaction in which this is read, as no other is and ever was.
TRANSACTION = "pg_backend_pid() || ':' || extract(epoch FROM transaction_timestamp())"


def acting_key() -> str:
    """The key of the proof, as `migrate` stores it for the owner. It changes with SECRET_KEY."""
    return hmac.new(
        settings.SECRET_KEY.encode(), b"peaceinfra.core.visibility.acting", hashlib.sha256
    ).hexdigest()


def proof_of(said: str, transaction: str) -> str:
    """The signature under `said`, good in that `TRANSACTION` alone; `core_proof` computes the same."""
    key = acting_key()
    return _digest(key + _digest(f"{key}{said}:{transaction}"))


def transaction_of(cursor) -> str:
    """The transaction in which this cursor is now."""
    return cursor.execute(f"SELECT {TRANSACTION}").fetchone()[0]


def acting_proof(account: int | None, transaction: str) -> str:
    """`account:proof` for the setting `peaceinfra.acting`; empty when nobody is signed in."""
    return "" if account is None else f"{account}:{proof_of(str(account), transaction)}"


def prove_acting(cursor, account: int | None) -> None:
    """Lets the functions that change accounts know who acts, until this transaction ends."""
    proof = acting_proof(account, transaction_of(cursor))
    cursor.execute("SELECT set_config('peaceinfra.acting', %s, true)", [proof])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
