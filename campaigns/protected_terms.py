"""Keeping words that must never appear, without keeping the words."""

from campaigns import leakguard
from campaigns.models import Campaign, ProtectedTerm


def protect(campaign: Campaign, words, *, kind: str = ProtectedTerm.Kind.NAME) -> int:
    """Store the digests of these words; gives how many were new. Short words are kept whole."""
    stems = {leakguard.stem(word) for word in words if word.strip()}
    before = campaign.protected_terms.count()
    ProtectedTerm.objects.bulk_create(
        [
            ProtectedTerm(
                campaign=campaign,
                digest=leakguard.digest(stem),
                stem_length=len(stem),
                kind=kind,
            )
            for stem in sorted(stems)
        ],
        ignore_conflicts=True,
    )
    return campaign.protected_terms.count() - before
