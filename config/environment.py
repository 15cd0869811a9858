"""Reads settings from the environment; what is missing or malformed is said in one line."""

import sys
from typing import NoReturn

import environ


class Environment(environ.Env):
    """django-environ, ending the process with a sentence instead of a traceback."""

    def stop(self, message: str) -> NoReturn:
        sys.exit(f"sviatlo: {message}")

    def required(self, name: str, development: str) -> str:
        """What production must give; development has a harmless value of its own."""
        allowed = development if self.bool("DEBUG", default=False) else ""
        value = self.str(name, default=allowed).strip()
        return value or self.stop(f"{name} is not set. .env.example says what it is for.")

    def required_list(self, name: str, development: str) -> list[str]:
        """Values with commas between them; an empty one, as a last comma leaves it, is none."""
        values = [value.strip() for value in self.required(name, development).split(",")]
        return [value for value in values if value] or self.stop(f"{name} has only commas.")

    def required_url(self, name: str, development: str, *, schemes: tuple[str, ...]) -> str:
        """An address that begins with one of the schemes, such as ("redis", "rediss")."""
        value = self.required(name, development)
        if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            self.stop(f"{name} must begin with {schemes[0]}://.")
        return value

    def whole(self, name: str, default: int) -> int:
        """A whole number above nothing."""
        text = self.str(name, default=str(default)).strip()
        if not (text.isascii() and text.isdigit() and int(text)):
            self.stop(f"{name} must be a whole number above 0.")
        return int(text)

    def choice(self, name: str, default: str, *, allowed) -> str:
        value = self.str(name, default=default).strip()
        if value not in allowed:
            self.stop(f"{name} cannot be “{value}”.")
        return value
