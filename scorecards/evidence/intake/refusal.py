"""Why a file is not kept."""


class RefusedFile(ValueError):  # the name says what happened
    """The file is not kept; str() says why and what to do, in the reader's language."""

    def __init__(self, code: str, message: str) -> None:
        """Keep the short code for tests and logs beside the message for people."""
        super().__init__(message)
        self.code = code
