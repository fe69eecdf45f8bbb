"""Which scopes open which operation, at which level.

Sources: `guide`, "Meetings API Scopes" (the two tables) and, for operations that only a list names,
"Compliance Officer Level Authentication and Scopes". Where a table and a list disagree, the table is
followed. Operations that the guide does not name open with the scopes of their neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ADMIN_ROLES", "GRANTS", "LEVELS", "PLACES", "Grant"]

LEVELS = ("user", "admin", "compliance", "guest")
"""The four columns of the tables."""

ADMIN_ROLES = {"admin": "org-admin", "compliance": "compliance-officer"}
"""The role that a level demands beside its scopes."""


@dataclass(frozen=True)
class Grant:
    """The scopes of one operation.

    Attributes:
        user: Any of them opens the operation for the caller's own objects.
        admin: Any of them opens it, for an administrator, on everybody's objects.
        compliance: Any of them opens it, for a compliance officer, on everybody's objects.
        guest: All of them together open it for a guest.
        writes: Whether the operation changes anything.
        tabled: Whether the guide's table has a row for it, so that its empty cells say N/A.
    """

    user: tuple[str, ...] = ()
    admin: tuple[str, ...] = ()
    compliance: tuple[str, ...] = ()
    guest: tuple[str, ...] = ()
    writes: bool = False
    tabled: bool = True

    def scopes(self, level: str) -> tuple[str, ...]:
        """Give the scopes of a level."""
        found: tuple[str, ...] = getattr(self, level)
        return found


_GUEST = ("webex-squared:locus_participant", "spark:all")
_COMPLIANCE_READ = "spark-compliance:meetings_read"
_COMPLIANCE_WRITE = "spark-compliance:meetings_write"


def _schedules(access: str, *, guest: tuple[str, ...] = (), tabled: bool = True) -> Grant:
    return Grant(
        user=(f"meeting:schedules_{access}",),
        admin=(f"meeting:admin_schedule_{access}",),
        guest=guest,
        writes=access == "write",
        tabled=tabled,
    )


def _own(resource: str, access: str) -> Grant:
    return Grant(user=(f"meeting:{resource}_{access}",), writes=access == "write")


def _kept(resource: str, access: str, *, compliance: bool = True) -> Grant:
    officer = (f"spark-compliance:meetings_{access}",) if compliance else ()
    return Grant(
        user=(f"meeting:{resource}_{access}",),
        admin=(f"meeting:admin_{resource}_{access}",),
        compliance=officer,
        writes=access == "write",
    )


def _officer(*, user: str, write: bool = False) -> Grant:
    """Give the grant of an operation that only the officers' list names; hosts reach their own."""
    return Grant(
        user=(user,),
        compliance=(_COMPLIANCE_WRITE if write else _COMPLIANCE_READ,),
        writes=write,
        tabled=False,
    )


_TRANSCRIPT_READERS = ("spark-compliance:meeting_transcripts_read", _COMPLIANCE_READ)
_TRANSCRIPTS = Grant(
    user=("meeting:transcripts_read", "meeting:schedules_read"),
    admin=("meeting:admin_transcripts_read",),
    compliance=_TRANSCRIPT_READERS,
)
_SNIPPETS = Grant(user=("meeting:transcripts_read",), compliance=_TRANSCRIPT_READERS)
_WEBHOOKS = Grant(
    user=("meeting:schedules_read", "meeting:recordings_read", "meeting:participants_read"),
    admin=("meeting:admin_schedule_read", "meeting:admin_recordings_read", "meeting:admin_participants_read"),
    compliance=(_COMPLIANCE_READ,),
    tabled=False,
)
_READ, _WRITE = _schedules("read"), _schedules("write")
_GUEST_READ, _GUEST_WRITE = _schedules("read", guest=_GUEST), _schedules("write", guest=_GUEST)
_NEAR_READ, _NEAR_WRITE = _schedules("read", tabled=False), _schedules("write", tabled=False)
_ADMIN_READ = Grant(admin=("meeting:admin_schedule_read",), compliance=(_COMPLIANCE_READ,), tabled=False)
_ARCHIVES = Grant(admin=("meeting:admin_recordings_read",))
_PREFERENCES = _kept("preferences", "read", compliance=False)
_PREFERENCES_WRITE = _kept("preferences", "write", compliance=False)

GRANTS: dict[str, Grant] = {
    "list-meetings": _READ,
    "list-meetings-of-a-meeting-series": _READ,
    "create-a-meeting": _WRITE,
    "get-a-meeting": _READ,
    "update-a-meeting": _WRITE,
    "delete-a-meeting": _WRITE,
    "end-a-meeting": Grant(
        user=("meeting:schedules_write", "meeting:controls_write"), writes=True, tabled=False
    ),
    "join-a-meeting": Grant(user=("meeting:schedules_read",), guest=("webex-squared:locus_participant",)),
    "get-meeting-control-status": _own("controls", "read"),
    "update-meeting-control-status": _own("controls", "write"),
    "get-registration-form-for-a-meeting": _READ,
    "update-meeting-registration-form": _NEAR_WRITE,
    "delete-meeting-registration-form": _NEAR_WRITE,
    "get-detailed-information-for-a-meeting-registrant": _GUEST_READ,
    "list-meeting-registrants": _GUEST_READ,
    "query-meeting-registrants": _NEAR_READ,
    "batch-update-meeting-registrants-status": _GUEST_WRITE,
    "register-a-meeting-registrant": _GUEST_WRITE,
    "batch-register-meeting-registrants": _NEAR_WRITE,
    "delete-a-meeting-registrant": _NEAR_WRITE,
    "list-meeting-session-types": _READ,
    "get-a-meeting-session-type": _READ,
    "list-meeting-tracking-codes": _NEAR_READ,
    "list-meeting-templates": _NEAR_READ,
    "get-a-meeting-template": _NEAR_READ,
    "reassign-meetings-to-a-new-host": Grant(admin=("meeting:admin_schedule_write",), writes=True),
    "update-meeting-breakout-sessions": _NEAR_WRITE,
    "list-meeting-breakout-sessions": _NEAR_READ,
    "delete-meeting-breakout-sessions": _NEAR_WRITE,
    "update-meeting-simultaneous-interpretation": _NEAR_WRITE,
    "create-a-meeting-interpreter": _NEAR_WRITE,
    "list-meeting-interpreters": _NEAR_READ,
    "get-a-meeting-interpreter": _NEAR_READ,
    "update-a-meeting-interpreter": _NEAR_WRITE,
    "delete-a-meeting-interpreter": _NEAR_WRITE,
    "list-meetings-by-an-admin": _ADMIN_READ,
    "get-a-meeting-by-an-admin": _ADMIN_READ,
    "get-a-meeting-survey": _NEAR_READ,
    "list-meeting-survey-results": _NEAR_READ,
    "get-meeting-survey-links": _NEAR_READ,
    "create-invitation-sources": _NEAR_WRITE,
    "list-invitation-sources": _NEAR_READ,
    "list-meeting-invitees": _READ,
    "create-a-meeting-invitee": _WRITE,
    "create-meeting-invitees": _WRITE,
    "get-a-meeting-invitee": _READ,
    "update-a-meeting-invitee": _WRITE,
    "delete-a-meeting-invitee": _WRITE,
    "list-meeting-participants": _kept("participants", "read"),
    "get-meeting-participant-details": _kept("participants", "read"),
    "query-meeting-participants-with-email": Grant(
        user=("meeting:participants_read",),
        admin=("meeting:admin_participants_read",),
        compliance=(_COMPLIANCE_READ,),
        tabled=False,
    ),
    "update-a-participant": _own("participants", "write"),
    "admit-participants": _own("participants", "write"),
    "call-out-a-sip-participant": _own("participants", "write"),
    "cancel-calling-out-a-sip-participant": _own("participants", "write"),
    "list-recordings": _kept("recordings", "read"),
    "list-recordings-for-an-admin-or-compliance-officer": Grant(
        admin=("meeting:admin_recordings_read",), compliance=(_COMPLIANCE_READ,)
    ),
    "get-recording-details": _kept("recordings", "read"),
    "delete-a-recording": _kept("recordings", "write"),
    "delete-a-recording-by-an-admin": Grant(
        admin=("meeting:admin_recordings_write",), writes=True, tabled=False
    ),
    "move-recordings-into-the-recycle-bin": _kept("recordings", "write", compliance=False),
    "restore-recordings-from-recycle-bin": _kept("recordings", "write", compliance=False),
    "purge-recordings-from-recycle-bin": _kept("recordings", "write", compliance=False),
    "share-a-recording": Grant(
        user=("meeting:recordings_write",),
        admin=("meeting:admin_recordings_write",),
        writes=True,
        tabled=False,
    ),
    "share-a-recording-link": Grant(
        user=("meeting:recordings_write",),
        admin=("meeting:admin_recordings_write",),
        writes=True,
        tabled=False,
    ),
    "list-of-recording-audit-report-summaries": _kept("recordings", "read"),
    "get-recording-audit-report-details": _kept("recordings", "read"),
    "list-meeting-archive-summaries": _ARCHIVES,
    "get-meeting-archive-details": _ARCHIVES,
    "list-meeting-transcripts": _TRANSCRIPTS,
    "list-meeting-transcripts-for-compliance-officer": Grant(compliance=(_COMPLIANCE_READ,), tabled=False),
    "download-a-meeting-transcript": _TRANSCRIPTS,
    "list-snippets-of-a-meeting-transcript": _SNIPPETS,
    "get-a-transcript-snippet": _SNIPPETS,
    "update-a-transcript-snippet": Grant(
        user=("meeting:transcripts_write",),
        compliance=("spark-compliance:meeting_transcripts_write", _COMPLIANCE_WRITE),
        writes=True,
    ),
    "delete-a-transcript": _officer(user="meeting:transcripts_write", write=True),
    "get-meeting-preference-details": _PREFERENCES,
    "get-personal-meeting-room-options": _PREFERENCES,
    "update-personal-meeting-room-options": _PREFERENCES_WRITE,
    "get-audio-options": _PREFERENCES,
    "update-audio-options": _PREFERENCES_WRITE,
    "get-video-options": _PREFERENCES,
    "update-video-options": _PREFERENCES_WRITE,
    "get-scheduling-options": _PREFERENCES,
    "update-scheduling-options": _PREFERENCES_WRITE,
    "insert-delegate-emails": Grant(
        user=("meeting:preferences_write",),
        admin=("meeting:admin_preferences_write",),
        writes=True,
        tabled=False,
    ),
    "delete-delegate-emails": Grant(
        user=("meeting:preferences_write",),
        admin=("meeting:admin_preferences_write",),
        writes=True,
        tabled=False,
    ),
    "get-site-list": _PREFERENCES,
    "update-default-site": _PREFERENCES_WRITE,
    "batch-refresh-personal-meeting-room-id": Grant(
        admin=("meeting:admin_preferences_write", "meeting:admin_config_write"), writes=True
    ),
    "list-meeting-usage-reports": Grant(admin=("meeting:admin_config_read",)),
    "list-meeting-attendee-reports": Grant(
        user=("meeting:participants_read", "meeting:schedules_read"), admin=("meeting:admin_config_read",)
    ),
    "list-webhooks": _WEBHOOKS,
    "create-a-webhook": _WEBHOOKS,
    "get-webhook-details": _WEBHOOKS,
    "update-a-webhook": _WEBHOOKS,
    "delete-a-webhook": _WEBHOOKS,
    "list-meeting-polls": _officer(user="meeting:schedules_read"),
    "get-meeting-pollresults": _officer(user="meeting:schedules_read"),
    "list-respondents-of-a-question": _officer(user="meeting:schedules_read"),
    "list-meeting-chats": _officer(user="meeting:schedules_read"),
    "delete-meeting-chats": _officer(user="meeting:schedules_write", write=True),
    "list-meeting-closed-captions": _officer(user="meeting:transcripts_read"),
    "list-meeting-closed-caption-snippets": _officer(user="meeting:transcripts_read"),
    "download-meeting-closed-caption-snippets": _officer(user="meeting:transcripts_read"),
    "list-meeting-q-and-a": _officer(user="meeting:schedules_read"),
    "list-answers-of-a-question": _officer(user="meeting:schedules_read"),
}
"""Every operation that asks for scopes, by the name that the documents give it."""


def _places() -> dict[str, frozenset[str]]:
    checked: set[str] = set()
    refused: set[str] = set()
    for operation, grant in GRANTS.items():
        for level in LEVELS:
            place, scopes = f"{operation}.{level}", grant.scopes(level)
            if not scopes:
                checked.update({f"{place}.level"} if grant.tabled and level != "guest" else ())
                continue
            checked.add(f"{place}.scope")
            checked.update({f"{place}.read"} if grant.writes and level != "guest" else ())
            checked.update({f"{place}.role"} if level in ADMIN_ROLES else ())
            checked.update({f"{place}.owner", f"{place}.acting"} if level == "user" else ())
            refused.update({place} if level == "guest" else {f"{place}.{scope}" for scope in scopes})
    return {"scope-not-checked": frozenset(checked), "scope-refused": frozenset(refused)}


PLACES = _places()
"""The places of the two kinds of faults about scopes."""
