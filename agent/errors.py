"""Named outcomes a caller acts on. The tree is by what should happen next, not by where it was raised.

AicmoError
├── Refused          the request is understood and not allowed now; nothing changed
│   ├── Blocked      an upstream artifact is not approved
│   ├── NotPermitted the person's role does not allow it
│   ├── NotOffered   the action does not fit the present state
│   └── Outdated     it was about a version that is no longer the latest, or already decided
├── Invalid          the input does not fit its schema, format or limits; nothing changed
├── NotFound         there is no such object in this workspace
├── Conflict         somebody else changed it first; nothing was lost
├── Busy             another run holds the campaign
├── ModelUnavailable the model could not answer; nothing typed or uploaded is lost, retry works
│   ├── ModelRefused the model declined, or its answer never fitted the schema
│   └── OverBudget   asking would cost more than the campaign's budget has left; the model was not asked
└── ExportFailed     a file could not be made; no partial package exists
"""


class AicmoError(Exception):
    """Base of every outcome that is shown to a person. `str(error)` is the sentence shown."""


class Refused(AicmoError):
    """Understood, not allowed now; nothing changed."""


class Blocked(Refused):
    """An upstream artifact is not approved.

    `missing` maps each missing upstream stage to its present status.
    """

    def __init__(self, message: str, missing: dict[str, str]) -> None:
        super().__init__(message)
        self.missing = missing


class NotPermitted(Refused):
    """The person's role does not allow it."""


class NotOffered(Refused):
    """The action does not fit the present state."""


class Outdated(Refused):
    """It was about a version that is no longer the latest, or that is already decided."""


class Invalid(AicmoError):
    """The input does not fit its schema, format or limits; nothing changed."""


class NotFound(AicmoError):
    """There is no such object in this workspace."""


class Conflict(AicmoError):
    """Somebody else changed it first; nothing was lost."""


class Busy(AicmoError):
    """Another run holds the campaign."""


class ModelUnavailable(AicmoError):
    """The model could not answer; nothing typed or uploaded is lost, retry works."""


class ModelRefused(ModelUnavailable):
    """The model declined, or its answer never fitted the schema."""


class OverBudget(ModelUnavailable):
    """Asking would cost more than the campaign's budget has left, or the cost cannot be known; the model was not asked."""


class ExportFailed(AicmoError):
    """A file could not be made; no partial package exists."""
