"""The text that tells a person how to reach the emulator and as whom."""

from __future__ import annotations

from conformance.emulator.people import POPULATION

__all__ = ["population_text"]


def population_text(base_url: str, control_url: str) -> str:
    """Describe addresses, people, roles, tokens, passwords and scopes in plain text.

    Args:
        base_url: Address of the Webex side.
        control_url: Address of the control API.
    """
    lines = [f"REST API     {base_url}", f"Control API  {control_url}", ""]
    for person in POPULATION:
        lines += [
            f"{person.display_name} <{person.email}>, {person.role}",
            f"  token     {person.token}",
            f"  password  {person.password}",
        ]
        if person.sites:
            lines.append(f"  sites     {', '.join(person.sites)}")
        lines += [f"  scopes    {' '.join(sorted(person.scopes))}", ""]
    return "\n".join(lines)
