"""The errors Kezhi raises on purpose.

::

    KezhiError
    ├── InputError (ValueError)            the user's input; the command line exits with 2
    │   ├── DataFileError                  a file that cannot be read as what it should be
    │   └── WorkspaceError                 no build there, or one that cannot be used
    │       └── BusyError                  another process works on it: the same again later may go well
    ├── AccessError (PermissionError)      the role may not see or do this
    ├── ToolInputError (ValueError)        a tool argument the model can mend; becomes the tool's answer
    ├── EndpointError (RuntimeError)       the language-model endpoint failed or cannot do what is needed
    ├── DeliveryError (RuntimeError)       an alert was not taken by the mail server or the webhook; it is kept
    └── AuditError (RuntimeError)          the audit log cannot be written; the answer is not shown
"""

from pathlib import Path

from config.text import Text


class KezhiError(Exception):
    """Anything Kezhi raises on purpose; its message is one clear line for a person."""


class InputError(KezhiError, ValueError):
    """The user's input cannot be used; nothing was changed."""


class WorkspaceError(InputError):
    """The workspace holds no usable build."""


class BusyError(WorkspaceError):
    """Another process works on the workspace; the same may go well later."""


class AccessError(KezhiError, PermissionError):
    """The role may not see or do this."""


class ToolInputError(KezhiError, ValueError):
    """A tool's argument is off in a way the caller can mend; the message says how.

    Models read it in English, people on a page in theirs.

    >>> error = ToolInputError(Text("no country is 'X'", "没有国家“X”"))
    >>> str(error), error.text.in_language("zh")
    ("no country is 'X'", '没有国家“X”')
    """

    def __init__(self, message: str | Text) -> None:
        self.text = message if isinstance(message, Text) else Text(message, message)
        super().__init__(self.text.en)


class EndpointError(KezhiError, RuntimeError):
    """The language-model endpoint failed, or lacks something that is needed."""


class DeliveryError(KezhiError, RuntimeError):
    """What was to be sent was not taken; `passing` where another attempt soon may do."""

    def __init__(self, message: str, *, passing: bool = False) -> None:
        super().__init__(message)
        self.passing = passing


class AuditError(KezhiError, RuntimeError):
    """The audit log cannot be written, so that what would not be logged is not answered."""


class DataFileError(InputError):
    """A data file is not what it should be: file, row, column, what was found, what is expected.

    >>> print(DataFileError("a.csv", "text where a number is expected", row=3, column="amount",
    ...                     found="12 apples", expected="a number such as 1234.50"))
    a.csv, row 3, column 'amount': text where a number is expected; found '12 apples', expected a number such as 1234.50
    """

    def __init__(
        self,
        file: str | Path,
        problem: str,
        *,
        row: int | None = None,
        column: str | None = None,
        found: str | None = None,
        expected: str | None = None,
    ) -> None:
        place = [Path(file).name]
        place += [f"row {row}"] if row is not None else []
        place += [f"column {column!r}"] if column is not None else []
        detail = [f"found {found!r}"] if found is not None else []
        detail += [f"expected {expected}"] if expected is not None else []
        super().__init__(f"{', '.join(place)}: {problem}" + (f"; {', '.join(detail)}" if detail else ""))
        self.row = row
        self.column = column
