"""Keeping words that must never appear, without keeping the words."""

from campaigns.leakguard import terms
from campaigns.models import Campaign, ProtectedTerm


def protect(campaign: Campaign, words) -> int:
    """Store the digests of these words; gives how many were new.

    A word is whatever stands in one line: a full name is found by any of its parts, another phrase
    as a whole. What consists of nothing that could be found is left out.
    """
    typed = {terms.identity(word): word for word in words}
    known = set(campaign.protected_terms.values_list("word", flat=True))
    new = {name: terms.keys(word, word=name) for name, word in typed.items() if name not in known}
    ProtectedTerm.objects.bulk_create(
        [
            ProtectedTerm(
                campaign=campaign, word=key.word, digest=key.digest, part=key.part, parts=key.parts
            )
            for keys in new.values()
            for key in sorted(keys, key=lambda key: (key.part, key.digest))
        ],
        ignore_conflicts=True,
    )
    return sum(1 for keys in new.values() if keys)


def count(campaign: Campaign) -> int:
    """How many words are protected here."""
    return campaign.protected_terms.values("word").distinct().count()


def copy(source: Campaign, target: Campaign) -> None:
    """Protect in one campaign what is protected in another."""
    ProtectedTerm.objects.bulk_create(
        [
            ProtectedTerm(
                campaign=target, word=one.word, digest=one.digest, part=one.part, parts=one.parts
            )
            for one in source.protected_terms.all()
        ],
        ignore_conflicts=True,
    )


def forget(campaign: Campaign) -> None:
    """Drop all digests of a campaign, for instance because a wrong word was among them."""
    campaign.protected_terms.all().delete()
