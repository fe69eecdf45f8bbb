"""Deviations of recordings, who looked at them, and meeting types."""

from __future__ import annotations

__all__ = ["NAMES"]

_KINDS = {
    "meeting": "meetings",
    "webinar": "new events",
    "classicEvent": "classic events",
    "training": "trainings",
}

NAMES: dict[str, str] = {
    **{
        f"list-recording.database-time.{kind}": f"createTime of {text} stays the entry into the database"
        for kind, text in _KINDS.items()
    },
    "list-recording.button-time": "createTime is the press of the record button before 41.6 already",
    "record-access.no-service-type": "without a service every recording is in the access history",
    "record-access.meeting-center": "new events are missing when MeetingCenter is asked for",
    "record-access.event-center": "new events are there when EventCenter is asked for",
    "record-access.training-center": "meetings are there when TrainingCenter is asked for",
    "record-access.all-service-types": "only trainings are there when all services are asked for",
    "record-access.every-kind-early": "the access history has every kind of recording before 41.11",
    "record-access.service-types-early": "serviceTypes is taken before 41.11, without any effect",
    **{
        f"record-access-detail.{kind}": f"who did not register is not in the details of recordings of {text}"
        for kind, text in _KINDS.items()
    },
    "record-access-detail.early": "there are details of recordings of every kind before 41.11",
    "meeting-type.own-prefix-early": "meeting types of the site itself show their prefix before 41.12",
    "meeting-type.number-ignored": "LstMeetingType shows every meeting type, whichever is asked for",
}
"""What each does, by name."""
