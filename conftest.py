"""Lets pytest find the harness in a checkout that is not installed."""

pytest_plugins = ["conformance.plugin"]
