"""Searching texts for many words at once, while words are added all the time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from operator import itemgetter

__all__ = ["Words"]

_RECENT = 48
_CACHED = 4_000
_SHORT = 80


class Words:
    """Words to be replaced: some wherever they stand, some only as words of their own.

    A regular expression of all of them is slow to make, so those that came last have one of their own. A
    word that is part of another, or has another in it, makes both be searched for at once: the longer one
    must be found first.

    Args:
        replace: what is to stand in the place of a word.
    """

    def __init__(self, replace: Callable[[str], str]) -> None:
        self._replace = replace
        self._settled: tuple[set[str], set[str]] = (set(), set())
        self._recent: tuple[set[str], set[str]] = (set(), set())
        self._patterns: list[re.Pattern[str]] | None = None
        self._settled_pattern: re.Pattern[str] | None = None
        self._seen: dict[str, str] = {}

    def add(self, words: Iterable[str], *, inside: bool) -> None:
        """Look for further words; `inside` also in the middle of longer ones."""
        new = set(words)
        entangled = any(
            word in old or old in word for group in self._settled for old in group for word in new
        )
        self._recent[0 if inside else 1].update(new)
        if entangled or sum(map(len, self._recent)) > _RECENT:
            for settled, recent in zip(self._settled, self._recent, strict=True):
                settled.update(recent)
                recent.clear()
            self._settled_pattern = None
        self._patterns = None
        self._seen.clear()

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
        if self._patterns is None:
            if self._settled_pattern is None:
                self._settled_pattern = _pattern(*self._settled)
            self._patterns = [_pattern(*self._recent), self._settled_pattern]
        for pattern in self._patterns:
            text = pattern.sub(lambda hit: self._replace(hit[0]), text)
        return text


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
    return re.compile("|".join(branches) or r"(?!)")
