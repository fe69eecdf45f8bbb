"""Registration for a meeting: who registered, and how a registration is judged.

Source: `rest-operations`, Meetings; `update-ref`, "registration". Rules decide first, in their order,
those of standard questions before those of customized ones; what no rule decides is approved where
requests are accepted automatically and waits everywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conformance.emulator.errors import ApiError, invalid, not_found
from conformance.emulator.fields import Email, Flag, Group, Items, Number, Text
from conformance.emulator.times import show_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from conformance.emulator.meetings import Series
    from conformance.emulator.world import World

__all__ = ["FORM", "Registrant", "check_open", "check_registrant", "form_of", "judge", "registrants_of"]

_ANSWERS = Items(Group({"optionId": Number(1), "answer": Text()}, ("answer",)))
_TEXTS = ("jobTitle", "companyName", "address1", "address2", "city", "state")
FORM = Group(
    {
        **dict.fromkeys(("firstName", "lastName"), Text(128, 1)),
        "email": Email(),
        "sendEmail": Flag(),
        **dict.fromkeys(_TEXTS, Text(256)),
        "zipCode": Number(0, 10**12),
        **dict.fromkeys(("countryRegion", "workPhone", "fax"), Text(256)),
        "customizedQuestions": Items(
            Group({"questionId": Number(1), "answers": _ANSWERS}, ("questionId", "answers"))
        ),
    },
    ("firstName", "lastName", "email"),
)
"""What a registrant is registered with."""

_CHOICES = ("checkbox", "dropdownList", "radioButtons")
_CONDITIONS: dict[str, Callable[[str, str], bool]] = {
    "contains": lambda text, value: value in text,
    "notContains": lambda text, value: value not in text,
    "beginsWith": lambda text, value: text.startswith(value),
    "endsWith": lambda text, value: text.endswith(value),
    "equals": lambda text, value: text == value,
    "notEquals": lambda text, value: text != value,
}
_RESULTS = {"approve": "approved", "reject": "rejected"}


@dataclass
class Registrant:
    """Somebody who registered for a meeting.

    Attributes:
        series_id: The id of the meeting series.
        status: `approved`, `pending` or `rejected`.
        form: What was filled in; see `FORM`.
        at: When that was.
    """

    id: str
    series_id: str
    status: str
    form: dict[str, Any]
    at: datetime

    def shown(self) -> dict[str, Any]:
        """Give the registrant as answers show him."""
        form = {name: value for name, value in self.form.items() if name != "sendEmail"}
        return {"id": self.id, "status": self.status, **form, "registrationTime": show_time(self.at)}


def registrants_of(world: World, series: Series) -> list[Registrant]:
    """Give everybody who registered for a meeting, in the order in which they did."""
    return [each for each in world.shelf(Registrant).values() if each.series_id == series.id]


def form_of(series: Series) -> dict[str, Any]:
    """Give the registration form of a meeting as it is stored.

    Raises:
        ApiError: 404 for a meeting that asks nobody to register.
    """
    form: dict[str, Any] | None = series.settings.get("registration")
    if form is None:
        raise not_found("The meeting does not ask for registration.")
    return form


def check_registrant(value: Any, form: dict[str, Any]) -> dict[str, Any]:
    """Judge what somebody fills in against the form of the meeting.

    Args:
        value: What was sent.
        form: The stored form; see `form_of`.

    Raises:
        ApiError: 400 naming the property at fault.
    """
    given = FORM.check(value, "")
    for name, needed in form.items():
        asked = name[7:8].lower() + name[8:]
        if name.startswith("require") and needed is True and not str(given.get(asked, "")).strip():
            raise invalid(f"'{asked}' is required for this meeting.")
    questions = {each["id"]: each for each in form.get("customizedQuestions", [])}
    answered: set[int] = set()
    for answer in given.get("customizedQuestions", []):
        number = answer["questionId"]
        if number not in questions or number in answered:
            raise invalid(f"'questionId' {number} is of no question, or is answered twice.")
        _check_answers(answer["answers"], questions[number])
        if any(each["answer"].strip() for each in answer["answers"]):
            answered.add(number)
    for number, question in questions.items():
        if question.get("required") and number not in answered:
            raise invalid(f"'customizedQuestions' must answer question {number}.")
    return given


def _check_answers(answers: list[dict[str, Any]], question: dict[str, Any]) -> None:
    if len(answers) > 1 and question["type"] != "checkbox":
        raise invalid("'answers' can have one item only for this type of question.")
    options = {each["id"]: each["value"] for each in question.get("options", [])}
    for each in answers:
        if question["type"] in _CHOICES:
            chosen = options.get(each["optionId"]) if "optionId" in each else each["answer"]
            if chosen not in options.values():
                raise invalid("'optionId' or 'answer' is none of the options of the question.")
        elif len(each["answer"]) > question.get("maxLength", 999):
            raise invalid("'answer' is longer than the question allows.")


def judge(given: dict[str, Any], form: dict[str, Any]) -> str:
    """Decide about a checked registration: `approved`, `pending` or `rejected`."""
    for text, rule in _rules(given, form):
        value = rule["value"]
        if not rule.get("matchCase", False):
            text, value = text.lower(), value.lower()  # noqa: PLW2901 - the folded texts take their place
        if _CONDITIONS[rule["condition"]](text, value):
            return _RESULTS[rule["result"]]
    return "approved" if form.get("autoAcceptRequest") else "pending"


def _rules(given: dict[str, Any], form: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Pair what was filled in with the rules about it, in the order in which they count."""
    for rule in sorted(form.get("rules", []), key=lambda each: each["order"]):
        if rule["question"] in given:
            yield str(given[rule["question"]]), rule
    answers = {each["questionId"]: each["answers"] for each in given.get("customizedQuestions", [])}
    for question in form.get("customizedQuestions", []):
        for rule in question.get("rules", []):
            for answer in answers.get(question["id"], []):
                yield answer["answer"], rule


def check_open(series: Series, world: World, emails: list[str]) -> None:
    """Make sure that some people can register now.

    Raises:
        ApiError: 409 when the meeting is over, somebody has registered before, or too many would.
    """
    if series.state(world.clock.now()) == "expired":
        raise ApiError(409, "The meeting is over.")
    known = registrants_of(world, series)
    folded = [each.lower() for each in emails]
    if len(set(folded)) < len(folded) or {each.form["email"].lower() for each in known} & set(folded):
        raise ApiError(409, "User is already a meeting registrant.")
    most = form_of(series).get("maxRegisterNum")
    taken = sum(each.status != "rejected" for each in known)
    if most is not None and taken + len(emails) > most:
        raise ApiError(409, "The meeting has no room for more registrants.")
