"""The command line `webex-conformance`."""

from conformance.cli.main import main

__all__ = ["main"]
