"""The address of a configured server: its URL as libpq reads it. No error says a word of it that may be a password."""

import ipaddress
import re
from urllib.parse import quote

import psycopg
from psycopg import pq

from warehouse.errors import TillhouseError

_HOW = (
    "write it as postgresql://user:password@host:5432/database, with %40 for @, %3A for : and %2F for / inside of a "
    "name or password"
)
# Of several hosts, too, dbt takes one port only.
_PORT = re.compile(r"[0-9]{0,5}")


def parameters(database_url: str) -> dict[str, str]:
    """What a Postgres URL says, by libpq's own keywords; libpq finds elsewhere what it leaves out, or has a default.

    A password that was not written as a URL needs it ends up in another part, which libpq would print: such a URL is
    refused.

    Raises:
        TillhouseError: libpq cannot read it, or it is not meant as libpq reads it; says which part, not its value.
    """
    if not database_url.startswith(("postgresql://", "postgres://")):
        # libpq would also take `host=… dbname=…`, and other libraries `postgresql+driver://`.
        raise TillhouseError("TILLHOUSE_DATABASE_URL is not a Postgres URL", _HOW)
    try:
        options = pq.Conninfo.parse(database_url.encode())
    except (psycopg.Error, UnicodeError):
        raise TillhouseError("TILLHOUSE_DATABASE_URL is not a Postgres URL", _HOW) from None
    found = {option.keyword.decode(): option.val.decode() for option in options if option.val is not None}
    for part, is_odd in (("host", _is_odd_host), ("port", _is_odd_port), ("dbname", _holds_at), ("user", _holds_colon)):
        if is_odd(found.get(part, "")):
            raise TillhouseError(f"TILLHOUSE_DATABASE_URL names a {part} that cannot be one (not shown)", _HOW)
    hidden = [option.keyword.decode() for option in options if option.val and option.dispchar == b"*"]
    for keyword in hidden:
        if keyword != "password":
            raise TillhouseError(
                f"TILLHOUSE_DATABASE_URL names {keyword}, which would show in lists of processes",
                "keep it in a service file and name that: export PGSERVICE=NAME",
            )
    return found


def as_url(given: dict[str, str]) -> str:
    """The same as a URL that holds every parameter by its name."""
    return "postgresql://?" + "&".join(f"{name}={quote(value, safe='')}" for name, value in given.items())


def defaults() -> dict[str, str]:
    """What libpq takes for parameters that it is not given, by their keywords: of its variables and service files."""
    found = ((option.keyword, option.val) for option in pq.Conninfo.get_defaults())
    return {keyword.decode(): value.decode() for keyword, value in found if value is not None}


def variables() -> dict[str, str]:
    """The environment variables in which libpq looks for parameters that it is not given, by their keywords."""
    found = ((option.keyword, option.envvar) for option in pq.Conninfo.get_defaults())
    return {keyword.decode(): variable.decode() for keyword, variable in found if variable}


def _is_odd_host(text: str) -> bool:
    return any(not _is_host(host) for host in text.split(","))


def _is_host(text: str) -> bool:
    """Whether a text is empty, a folder of sockets, an address, or a name."""
    if text.startswith("/"):
        return "@" not in text
    if ":" in text:
        try:
            ipaddress.ip_address(text)
        except ValueError:
            return False
    return re.search(r"[@/\s]", text) is None


def _is_odd_port(text: str) -> bool:
    return _PORT.fullmatch(text) is None


def _holds_at(text: str) -> bool:
    return "@" in text


def _holds_colon(text: str) -> bool:
    return ":" in text
