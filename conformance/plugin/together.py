"""How pytest-xdist hands our cases out: all to one worker.

Situations are staged once a run and read once, and hundreds of cases share each reading; a second process
would stage everything a second time. Names of groups in node ids are no way there: pytest 9.2 keeps them out.
"""

from __future__ import annotations

from xdist.scheduler.loadscope import LoadScopeScheduling  # type: ignore[import-untyped] # no types

__all__ = ["Together"]


class Together(LoadScopeScheduling):  # type: ignore[misc] # xdist has no types
    """Treats all cases as one scope, which xdist never parts."""

    def _split_scope(self, _nodeid: str) -> str:
        return "meetings"
