"""`python -m conformance.cli`: the command line of a checkout that is not installed."""

from conformance.cli import main

main()
