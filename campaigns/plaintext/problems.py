"""What is doubtful in a text, in a sentence, and which words of the text it is about."""

import re


class Problem(str):
    """A sentence for the caseworker; `quotes` are the words of the text that it speaks of."""

    quotes: tuple[str, ...]

    def __new__(cls, sentence: str, *quotes: str):
        problem = super().__new__(cls, sentence)
        problem.quotes = tuple(quote for quote in quotes if quote.strip())
        return problem

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where each quote first stands in the text, as (start, end), however its lines broke."""
        found = []
        for quote in self.quotes:
            words = r"\s+".join(map(re.escape, quote.split()))
            match = re.search(rf"(?<!\w){words}", text) or re.search(words, text)
            if match:
                found.append(match.span())
        return found
