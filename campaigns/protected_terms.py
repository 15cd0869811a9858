"""Keeping words that must never appear, without keeping the words."""

from campaigns import leakguard
from campaigns.models import Campaign, ProtectedTerm


def protect(campaign: Campaign, words, *, kind: str = ProtectedTerm.Kind.NAME) -> int:
    """Store the digests of these words; gives how many were new.

    Several words in one text are several terms: a full name is found by any of its parts.
    """
    parts = {part for word in words for part in leakguard.WORD.findall(word) if len(part) > 1}
    stems = {leakguard.stem(part) for part in parts}
    others = {leakguard.second_stem(part) for part in parts} - {None}
    known = set(campaign.protected_terms.values_list("digest", flat=True))
    ProtectedTerm.objects.bulk_create(
        [
            ProtectedTerm(
                campaign=campaign,
                digest=leakguard.digest(stem),
                stem_length=len(stem),
                kind=kind,
            )
            for stem in sorted(stems | others)
        ],
        ignore_conflicts=True,
    )
    return len({leakguard.digest(stem) for stem in stems} - known)


def forget(campaign: Campaign) -> None:
    """Drop all digests of a campaign, for instance because a wrong word was among them."""
    campaign.protected_terms.all().delete()
