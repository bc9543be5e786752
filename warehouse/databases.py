"""Databases beside the warehouse, on the same server: each shows the warehouse as it was known at a moment."""

import re
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from warehouse.connect import connect_admin
from warehouse.errors import TillhouseError
from warehouse.settings import WarehouseSettings

# What is not complete has a name of this kind; no name that is asked for is long enough to be cut with it.
_NEW = "tillhouse_new_"
_NAME = re.compile(r"(?!pg_|tillhouse_new_)[a-z][a-z0-9_]{0,39}")
# The comment on a database that a rebuild made: whatever lacks it is somebody else's.
_MARK = "Tillhouse as known at "
_DESCRIBED = "select shobj_description(oid, 'pg_database'), datname = current_database() from pg_database"


def create(settings: WarehouseSettings, name: str, moment: datetime) -> WarehouseSettings:
    """Make an empty database for what was known at a moment, and return the settings for it.

    One of this name that was made before is replaced, complete or not: it can be made again. It belongs to the role
    that builds, who may drop it.

    Raises:
        TillhouseError: the name is no name, or that of a database that was not made here or is in use; the user may not
            create databases.
    """
    if not _NAME.fullmatch(name):
        raise TillhouseError(
            f"{name!r} cannot be the name of the database", "take up to 40 of a-z, 0-9 and _, a letter first"
        )
    new, wanted = sql.Identifier(_NEW + name), sql.Identifier(name)
    with connect_admin(settings, autocommit=True) as connection:
        _refuse_foreign(connection, name)
        try:
            for leftover in (new, wanted):
                connection.execute(sql.SQL("drop database if exists {}").format(leftover))
            # It has its name once it bears the mark: one that is killed in between is known by the other name.
            connection.execute(sql.SQL("create database {} owner transformer").format(new))
            mark = sql.Literal(_MARK + spelled(moment))
            connection.execute(sql.SQL("comment on database {} is {}").format(new, mark))
            connection.execute(sql.SQL("alter database {} rename to {}").format(new, wanted))
        except (psycopg.errors.ObjectInUse, psycopg.errors.DuplicateDatabase) as error:
            raise TillhouseError(
                f"the database {name} is in use, by another rebuild or by somebody who looks at it",
                "wait for them, or take another name",
            ) from error
        except psycopg.errors.InsufficientPrivilege as error:
            user = connection.info.user
            raise TillhouseError(
                f"user {user} may not create databases: {error.diag.message_primary}",
                f"as an administrator: alter role {user} createdb",
            ) from error
    return settings.in_database(name)


def refuse_past(connection: psycopg.Connection) -> None:
    """See that the database is not one that shows what was known.

    Raises:
        TillhouseError: it is, so no file belongs there.
    """
    row = connection.execute(f"{_DESCRIBED} where datname = current_database()".encode()).fetchone()
    if row and (row[0] or "").startswith(_MARK):
        raise TillhouseError(
            f"the database {connection.info.dbname} shows {row[0]}: nothing is loaded into it",
            "name the warehouse itself in TILLHOUSE_DATABASE_URL",
        )


def spelled(moment: datetime) -> str:
    """A moment in UTC, with its zone, as it can be read again."""
    return moment.astimezone(UTC).isoformat(" ")


def _refuse_foreign(connection: psycopg.Connection, name: str) -> None:
    row = connection.execute(f"{_DESCRIBED} where datname = %s".encode(), [name]).fetchone()
    if row is None or (not row[1] and (row[0] or "").startswith(_MARK)):
        return
    what = "is the warehouse itself" if row[1] else "is there, and no rebuild made it"
    raise TillhouseError(f"the database {name} {what}", "take another name: it would be replaced")
