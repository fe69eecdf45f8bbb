"""Evidence: what was sent and answered, redacted at one gate and written down as it happens."""

from conformance.evidence.exchange import Exchange, Message, read_json, utc_text
from conformance.evidence.journal import JOURNAL_NAME, Journal, JournalLine
from conformance.evidence.redaction import Redactor

__all__ = [
    "JOURNAL_NAME",
    "Exchange",
    "Journal",
    "JournalLine",
    "Message",
    "Redactor",
    "read_json",
    "utc_text",
]
