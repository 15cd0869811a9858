"""How Stripe says no."""


class Refusal(Exception):
    """A request that Stripe would refuse, in the shape in which Stripe would say so."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        param: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
    ):
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.status = status
        self.kind = kind

    def body(self) -> dict:
        """The JSON of the answer; what is not said is left out, as Stripe does."""
        said = {"code": self.code, "message": self.message, "param": self.param, "type": self.kind}
        return {"error": {name: value for name, value in said.items() if value is not None}}


def missing(kind: str, thing_id: str) -> Refusal:
    """The refusal for an id that nobody was given."""
    return Refusal(f"No such {kind}: '{thing_id}'", code="resource_missing", param="id", status=404)
