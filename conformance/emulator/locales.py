"""The locales in which meeting templates are offered (`guide`, "Meeting Template Locales")."""

from __future__ import annotations

__all__ = ["DEFAULT_LOCALE", "LOCALES"]

LOCALES = (
    *("bg_BG", "es_SP", "zh_CN", "zh_TW", "hr_HR", "cs_CZ", "da_DK", "nl_NL", "en_GB", "en_US"),
    *("fr_CA", "fr_FR", "de_DE", "hu_HU", "it_IT", "ja_JP", "ko_KR", "no_NO", "pl_PL", "pt_BR"),
    *("ro_RO", "ru_RU", "sr_RS", "es_ES", "sv_SE", "tr_TR"),
)
"""The names as the table prints them, in its order."""

DEFAULT_LOCALE = "en_US"
"""What a list is in when it is not asked for in another one."""
