"""Evidence: what was sent and answered, redacted at one gate and written down as it happens."""

from conformance.evidence.exchange import Exchange, Message
from conformance.evidence.journal import JOURNAL_NAME, Journal, JournalLine, utc_text
from conformance.evidence.redaction import Redactor

__all__ = ["JOURNAL_NAME", "Exchange", "Journal", "JournalLine", "Message", "Redactor", "utc_text"]
