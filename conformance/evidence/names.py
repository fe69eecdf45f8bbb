"""Which names carry a secret, somebody's personal data, or somebody's free text.

Names of JSON properties, headers, query parameters and XML elements are compared without case, dashes and
underscores: `hostKey`, `host_key` and `Host-Key` are one name.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["is_free_text", "is_hidden", "is_secret"]

_SECRET = re.compile(
    r"authorization$|cookie$|passw(or)?d|passcode|passphrase|secret$|token$|^x?apikey$|sessionticket|"
    r"credentials?$|hostkey$|hostpin$|audiopin$|^registrationid$|^mtid$|"
    r"^(start|join|web|registration|personalmeetingroom)link$|downloadlink$|"
    r"^(start|join|stream|playback|download|recording)url$"
)
_PERSONAL = re.compile(
    r"^(host|cohost|person|user|sender|attendee|invitee|registrant|creator|owner)?emails?(address(es)?)?$|"
    r"^(host|cohost|attendee)?(displayname|firstname|lastname|fullname|nickname|username)$|"
    r"^sipaddress$|^(host)?userid$|^personid$|^webexid$|^(office|mobile|work)number$|"
    r"^(home|mobile|work)phone$|^(address[12]|fax|city|zipcode)$"
)
_FREE_TEXT = frozenset({"title", "agenda", "topic", "meetingtopic"})


def _plain(name: str) -> str:
    return name.lower().replace("-", "").replace("_", "")


@lru_cache(maxsize=4096)
def is_secret(name: str) -> bool:
    """Whether what stands under that name lets somebody in."""
    return _SECRET.search(_plain(name)) is not None


@lru_cache(maxsize=4096)
def is_hidden(name: str) -> bool:
    """Whether what stands under that name is never written: a secret or personal data."""
    return is_secret(name) or _PERSONAL.search(_plain(name)) is not None


def is_free_text(name: str) -> bool:
    """Whether somebody wrote it in his own words; that of foreign meetings belongs to somebody else."""
    return _plain(name) in _FREE_TEXT
