"""What is new, as an Atom feed (RFC 4287): values in, bytes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.utils.feedgenerator import Atom1Feed

from fujimino_support.japanese.characters import printable

from .models import Update

MOST = 100  # entries


class Head(NamedTuple):
    title: str
    author: str
    site: str  # the portal's address, without a slash at its end
    path: str  # of the feed
    changed_at: datetime  # for a feed without entries


class _Feed(Atom1Feed):
    """Django asks the clock where a feed has no entries, and so would give another feed at each request."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else self.feed["changed_at"]


def atom(head: Head, updates: Iterable[tuple[Update, str]]) -> bytes:
    """The feed; with each update goes the path of what it is about."""
    tag = f"tag:{urlsplit(head.site).hostname},2025:updates"  # RFC 4151: the day from which the name is ours
    feed = _Feed(
        title=printable(head.title),
        link=f"{head.site}/",
        description="",
        language="ja",
        author_name=printable(head.author),
        feed_url=f"{head.site}{head.path}",
        feed_guid=tag,
        changed_at=head.changed_at,
    )
    for update, path in updates:
        feed.add_item(
            title=printable(str(update)),
            link=f"{head.site}{path}",
            description=printable(str(update)),
            unique_id=f"{tag}/{update.pk}",
            pubdate=update.at,
            updateddate=update.at,
        )
    return feed.writeString("utf-8").encode()
