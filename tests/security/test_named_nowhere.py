"""Whatever is listed, searched, drawn or downloaded: nothing of a guarded record."""

import re

import pytest

from peaceinfra.api.root import LISTS as ENDPOINTS
from peaceinfra.core.identity import public_id
from peaceinfra.dashboards.lists import LISTS, PROCESSES
from tests.security.test_new_oracles import ACCOUNTS
from tests.test_non_interference import body_of
from tests.two_worlds import IDS

# A name of the guarded register; the label of the codelist of channels, “secret”, is none.
GUARDED = re.compile("secret (mediator|process|alias|talks|source|channel|heir|conflict|place|village|accord|valley|"
                     "hamlet|session|origin|interview|contact|office)", re.IGNORECASE)  # fmt: skip

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PAGES = [
    "/", "/search/?q=mediator", "/search/?q=actor",
    *(f"/{one.slug}{end}" for one in (PROCESSES, *LISTS) for end in ("/", ".csv", "/?as_of=2004-06-01")),
    *(f"/api/v1/{name}/{end}" for name in ENDPOINTS if name != "codelists" for end in ("", "brief/")),
    "/processes/{pro}/", "/processes/{pro}/brief/", "/processes/{pro}/brief/?as_of=2004-06-01",
    "/secretariats/{sec}/", "/actors/{act}/", "/actors/{party}/", "/actors/{mediator}/", "/actors/{unit}/",
    "/linkages/{lnk}/", "/channels/{chn}/", "/events/{evt}/", "/agreements/{agr}/", "/communities/{com}/",
    "/sources/{src}/", "/api/v1/processes/{pro}/network/", "/records/{sec}/history/", "/records/{chn}/history/",
]  # fmt: skip


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_page_list_or_file_names_a_guarded_record(client, guarded, account):
    if who := ACCOUNTS[account]():
        client.force_login(who)
    hidden = [public_id("act", key)[4:] for key in guarded]
    for path in PAGES:
        response = client.get(path.format(**IDS))
        text = body_of(response).decode()
        assert response.status_code in (200, 404), path
        assert not GUARDED.search(text), path
        assert [key for key in hidden if key in text] == [], path
