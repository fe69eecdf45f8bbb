"""Searching texts for many words at once, while words are added all the time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter

__all__ = ["Words"]

_GRAM = 4
_FEW = 24
_CACHED = 1_000
_SHORT = 80


class Words:
    """Words to be replaced: some wherever they stand, some only as words of their own.

    Making a regular expression of all of them takes longer than any search, and words are added with every
    other exchange. So the few that a text has in it are found first, by their beginnings, and only they
    become an expression.

    Args:
        replace: what is to stand in the place of a word.
    """

    def __init__(self, replace: Callable[[str], str]) -> None:
        self._replace = replace
        self._inside: set[str] = set()
        self._whole: set[str] = set()
        self._tiny: set[str] = set()
        self._by_gram: defaultdict[str, set[str]] = defaultdict(set)
        self._seen: dict[str, str] = {}

    def add(self, words: Iterable[str], *, inside: bool) -> None:
        """Look for further words; `inside` also in the middle of longer ones."""
        group = self._inside if inside else self._whole
        new = {word for word in words if word} - group
        if not new:
            return
        group |= new
        for word in new:
            if len(word) < _GRAM:
                self._tiny.add(word)
            else:
                self._by_gram[word[:_GRAM]].add(word)
        # Most new words stand in none of the texts, which one search over all of them tells.
        seen = "\n".join(self._seen)
        for word in [word for word in new if word in seen]:
            for text in [text for text in self._seen if word in text]:
                del self._seen[text]

    def hide(self, text: str) -> str:
        """The text with every word replaced."""
        if len(text) > _SHORT:
            return self._searched(text)
        found = self._seen.get(text)
        if found is None:
            found = self._searched(text)
            if len(self._seen) < _CACHED:
                self._seen[text] = found
        return found

    def _searched(self, text: str) -> str:
        found = self._found(text)
        if not found:
            return text
        pattern = _pattern(found & self._inside, found & self._whole)
        return pattern.sub(lambda hit: self._replace(hit[0]), text)

    def _found(self, text: str) -> set[str]:
        """The words that stand anywhere in a text."""
        found = {word for word in self._tiny if word in text}
        if len(self._by_gram) <= max(_FEW, len(text) // 8):
            grams = [gram for gram in self._by_gram if gram in text]
        else:
            parts = {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)}
            grams = [gram for gram in parts if gram in self._by_gram]
        for gram in grams:
            found.update(word for word in self._by_gram[gram] if word in text)
        return found


def _pattern(inside: set[str], whole: set[str]) -> re.Pattern[str]:
    # Longest first, of whichever kind: a secret that contains another is hidden as one.
    words = [
        (len(word), kind, re.escape(word)) for kind, group in enumerate((inside, whole)) for word in group
    ]
    words.sort(key=lambda word: (-word[0], word[1]))
    branches = []
    for kind, group in groupby(words, key=itemgetter(1)):
        forms = "|".join(form for _, _, form in group)
        branches.append(f"(?<![A-Za-z0-9])(?:{forms})(?![A-Za-z0-9])" if kind else forms)
    return re.compile("|".join(branches))
