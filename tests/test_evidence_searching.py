"""Searching texts for words that are added all the time."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conformance.evidence.searching import Words

MANY = 60
"""More words than are searched for apart from the older ones."""
LONG = "." * 100
"""Makes a text longer than those whose result is remembered."""


def hiding(inside: list[str] = [], whole: list[str] = []) -> Words:  # noqa: B006 - neither is changed
    """A search that puts `<n>` in the place of a word of n characters."""
    words = Words(lambda word: f"<{len(word)}>")
    words.add(inside, inside=True)
    words.add(whole, inside=False)
    return words


def fillers(count: int) -> list[str]:
    """Words that have nothing to do with those of the tests."""
    return [f"filler{number:04d}" for number in range(count)]


@pytest.mark.parametrize("text", ["", "plain", " ", "<1>", "\0", LONG, "ünï"])
def test_without_words_every_text_stays(text: str) -> None:
    """Nothing is found when nothing is looked for."""
    assert text == hiding().hide(text)


@pytest.mark.parametrize("around", ["", " ", "-", "_", "é", "\n", '"', "/", "&", LONG])
@pytest.mark.parametrize("inside", [True, False])
def test_a_word_of_its_own_is_replaced(around: str, inside: bool) -> None:
    """At the ends of a text and between signs; all but plain letters and digits are signs."""
    words = hiding(["secret"], []) if inside else hiding([], ["secret"])

    assert f"{around}<6>{around}" == words.hide(f"{around}secret{around}")


@pytest.mark.parametrize("text", ["secrets", "asecret", "secret1", "0secret", "Xsecret-"])
def test_only_some_words_are_replaced_inside_others(text: str) -> None:
    """A key of six digits would be cut out of ids and times otherwise."""
    assert text == hiding([], ["secret"]).hide(text)
    assert text.replace("secret", "<6>") == hiding(["secret"], []).hide(text)


def test_every_occurrence_is_replaced_and_case_matters() -> None:
    """Also side by side; another case is another word."""
    assert "<3><3> <3>,<3> ABC" == hiding(["abc"]).hide("abcabc abc,abc ABC")
    assert "<3> <3>,<3>" == hiding([], ["abc"]).hide("abc abc,abc")


@pytest.mark.parametrize("word", ["a.c+", "(?i)x", "[abc]", "^a$", "a|b", "\\d\\1", "{5}", "a b", "\n#x"])
@pytest.mark.parametrize("inside", [True, False])
def test_signs_of_patterns_are_plain_signs(word: str, inside: bool) -> None:
    """A password may look like a regular expression."""
    words = hiding([word], []) if inside else hiding([], [word])

    assert f"see <{len(word)}> there" == words.hide(f"see {word} there")
    assert "see abc d 5 there" == words.hide("see abc d 5 there")


@pytest.mark.parametrize("mask", ["\\1 \\g<0>", "«secret»", "", "secret"])
def test_what_stands_in_its_place_is_taken_as_it_is(mask: str) -> None:
    """Signs of templates mean nothing, and what is put in is not searched again by the same pattern."""
    words = Words(lambda _: mask)
    words.add(["secret"], inside=True)

    assert f"a {mask} b" == words.hide("a secret b")


@pytest.mark.parametrize("between", [0, MANY, 3 * MANY])
@pytest.mark.parametrize("longer_first", [True, False])
@pytest.mark.parametrize("inside", [True, False])
def test_the_longer_word_is_found_first(between: int, longer_first: bool, inside: bool) -> None:
    """A secret that holds another is hidden as one, whichever was learnt first and however long ago."""
    words = hiding()
    for number, word in enumerate(sorted(["abc-def", "abc", "def"], key=len, reverse=longer_first)):
        words.add([word], inside=inside)
        words.add([f"{name}x{number}" for name in fillers(between)], inside=False)

    assert "<7>, <3>, <3>" == words.hide("abc-def, abc, def")
    assert f"<7>{LONG}<3>" == words.hide(f"abc-def{LONG}def")


@pytest.mark.parametrize("text", ["a token b", f"a token b{LONG}"])
def test_a_word_is_looked_for_from_the_moment_it_is_added(text: str) -> None:
    """What was remembered of a text does not outlive the next word, and twice added is once added."""
    words = hiding(["other"])
    assert text == words.hide(text) == words.hide(text)

    words.add(["token"], inside=False)
    wanted = text.replace("token", "<5>")
    assert wanted == words.hide(text) == words.hide(text)

    words.add(["token"], inside=False)
    assert wanted == words.hide(text)


def test_a_word_of_its_own_may_become_one_inside_others() -> None:
    """When it turns out to be a credential it is searched for everywhere."""
    words = hiding([], ["token"])
    words.add(["token"], inside=True)

    assert "x<5>x <5>" == words.hide("xtokenx token")


@pytest.mark.parametrize("count", [47, 48, 49, 50, 97, 98, 500])
@pytest.mark.parametrize("at_once", [True, False])
def test_no_word_is_lost_among_many(count: int, at_once: bool) -> None:
    """Around the number at which recent words join the older ones, each is still found."""
    words, names = hiding(), fillers(count)
    if at_once:
        words.add(names, inside=False)
    else:
        for name in names:
            words.add([name], inside=False)
            assert "<10>" == words.hide(name)  # a search in between makes its patterns

    assert [] == [name for name in names if words.hide(name) != "<10>"]
    assert "<10>," * count == words.hide("".join(f"{name}," for name in names))


def test_words_may_come_from_a_generator() -> None:
    """They are looked at more than once, and a generator gives them once."""
    words = hiding()
    words.add((name for name in fillers(MANY)), inside=True)

    assert "x<10>x" == words.hide(f"x{fillers(MANY)[-1]}x")


def test_nothing_to_add_changes_nothing() -> None:
    """A secret without a further form adds no word."""
    words = hiding(["abc"])
    words.add([], inside=False)

    assert "<3>" == words.hide("abc")


@pytest.mark.parametrize("length", [79, 80, 81])
def test_texts_around_the_length_that_is_remembered(length: int) -> None:
    """Whether a result is remembered or not, it is the same."""
    text = f"secret {'.' * (length - 7)}"
    words = hiding(["secret"])

    assert text.replace("secret", "<6>") == words.hide(text) == words.hide(text)


def test_more_texts_than_are_remembered() -> None:
    """Beyond the number that is remembered each text is searched as before."""
    words = hiding([], ["secret"])

    for _ in range(2):
        assert [] == [number for number in range(4_100) if words.hide(f"{number} secret") != f"{number} <6>"]


@given(
    st.lists(st.lists(st.text("ab-", min_size=1, max_size=4), max_size=30), max_size=6),
    st.text("ab-c", max_size=120),
)
def test_no_word_that_is_hidden_everywhere_is_left(groups: list[list[str]], text: str) -> None:
    """However the words overlap and in whatever groups they came."""
    words = Words(lambda _: "«»")
    for group in groups:
        words.add(group, inside=True)

    shown = words.hide(text)

    assert [] == [word for group in groups for word in group if word in shown]
    assert re.sub("«»|[ab-]|c", "", shown) == ""


@given(st.permutations(["aa", "aab", "b-a", "c", "c-c", "a1"]), st.text("abc1- ", max_size=100))
def test_the_order_of_learning_does_not_matter(order: list[str], text: str) -> None:
    """With few words the result is that of all of them added at once."""
    one_by_one = hiding()
    for word in order:
        one_by_one.add([word], inside=False)

    assert hiding([], order).hide(text) == one_by_one.hide(text)


def test_older_words_take_part_when_a_new_one_holds_them() -> None:
    """A new word that is part of an older one, or holds one, is searched for together with it."""
    for old, new in pairwise(["abc", "abc-def", "def", "x-def-x", "f-"]):
        words = hiding([], [old, *fillers(MANY)])
        words.add([new], inside=False)

        assert f"<{len(old)}> | <{len(new)}>" == words.hide(f"{old} | {new}")


@pytest.mark.parametrize("between", [0, MANY])
@pytest.mark.parametrize(
    ("inside", "whole", "text", "hidden"),
    [
        (["abcde"], ["abcdefgh"], "abcdefgh", "<8>"),
        (["abcde"], ["abcdefgh"], "abcde abcdefgh abcdefghi", "<5> <8> <5>fghi"),
        (["abcdefgh"], ["abcde"], "abcde abcdefgh xabcdefgh abcdef", "<5> <8> x<8> abcdef"),
        (
            ["ab", "abcdef"],
            ["abc", "abcdefgh"],
            "ab abc abcd abcdef abcdefg abcdefgh",
            "<2> <3> <2>cd <6> <6>g <8>",
        ),
        (["abc"], ["abc"], "abc xabc", "<3> x<3>"),
    ],
)
def test_of_words_of_both_kinds_the_longer_one_is_found_first(
    inside: list[str], whole: list[str], text: str, hidden: str, between: int
) -> None:
    """A word of its own that begins with one that is searched for everywhere is not cut and left in part."""
    words = hiding(inside)
    words.add(fillers(between), inside=False)
    words.add(whole, inside=False)

    assert hidden == words.hide(text)
