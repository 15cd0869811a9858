"""Stripe's lists: newest first, in pages, filtered."""

from donations.standin.errors import Refusal, missing
from donations.standin.parameters import text, whole

DEFAULT_LIMIT = 10
PAGING = {"limit": whole(1, 100), "starting_after": text(), "ending_before": text()}


def page(things: list[dict], params: dict, *, url: str, kind: str) -> dict:
    """One page of `things`, which come oldest first, as Stripe's list object."""
    newest_first = things[::-1]
    limit = params.get("limit", DEFAULT_LIMIT)
    if "starting_after" in params and "ending_before" in params:
        raise Refusal("Received both starting_after and ending_before.", param="starting_after")
    if "ending_before" in params:
        newer = newest_first[: _place(newest_first, params["ending_before"], kind)]
        data, has_more = newer[-limit:], len(newer) > limit
    else:
        start = 0
        if "starting_after" in params:
            start = _place(newest_first, params["starting_after"], kind) + 1
        data = newest_first[start : start + limit]
        has_more = len(newest_first) > start + limit
    return {"object": "list", "data": data, "has_more": has_more, "url": url}


def chosen(things: list[dict], params: dict, *fields: str) -> list[dict]:
    """Those of the things whose fields and time are the ones asked for."""
    for field in fields:
        if field in params:
            things = [thing for thing in things if thing[field] == params[field]]
    if "created" in params:
        things = [thing for thing in things if _within(thing["created"], params["created"])]
    return things


def _place(things: list[dict], thing_id: str, kind: str) -> int:
    for place, thing in enumerate(things):
        if thing["id"] == thing_id:
            return place
    raise missing(kind, thing_id)


def _within(created: int, bounds: dict[str, int]) -> bool:
    return (
        created > bounds.get("gt", -1)
        and created >= bounds.get("gte", 0)
        and created < bounds.get("lt", created + 1)
        and created <= bounds.get("lte", created)
    )
