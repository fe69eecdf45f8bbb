"""Contract and conformance test suite for the Cisco Webex Meetings APIs.

People use the command `webex-conformance`; pytest users use `pytest cases --target FILE`. The rooms, in
the order in which a run flows through them: `contract` (what is promised), `staging` (bringing a target
into a situation), `clients` and `targets` (talking to it), `evidence` (what was seen), `checks` (was it
right), `report` (who is told). Beside them stand `emulator`, `plugin`, `proof` and `cli`.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
