"""The pages on which an event is reported: each a source by its address. Their words are not copied."""

from urllib.parse import urlsplit

from peaceinfra.core.identity import key_from
from peaceinfra.intake.cells import Unread, address
from peaceinfra.intake.drafts import Drafts
from peaceinfra.intake.reading import Line
from peaceinfra.intake.report import Report
from processes.choices import Licence, SourceKind
from processes.models import Source


def draft_pages(line: Line, event: int, drafts: Drafts, report: Report) -> None:
    for text in dict.fromkeys(line.get("source_urls", [])):
        if not text:
            continue
        try:
            url = address(text)
        except Unread as error:
            report.warn(line.file, line.number, "source_urls", text, str(error))
            continue
        key = drafts.source_at(url) or drafts.say(
            Source,
            key_from("src", "url", url),
            line,
            only_new=True,
            name=urlsplit(url).netloc.removeprefix("www."),
            kind=SourceKind.WEBSITE,
            url=url,
            licence=Licence.NONE_KNOWN,
        )
        drafts.cite(event, key, f"url:{url}", line, "")
