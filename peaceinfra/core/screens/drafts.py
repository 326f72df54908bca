"""What is typed and not saved stays in the browser, enciphered: no disk holds what may be of a guarded record."""

from base64 import b64encode

from django.utils.crypto import salted_hmac


def draft_lock(account) -> str:
    """The key of an account's drafts. It stands in the pages of that account alone, which no browser keeps."""
    return b64encode(salted_hmac("draft", str(account.pk), algorithm="sha256").digest()).decode()
