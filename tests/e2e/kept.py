"""A warehouse that was built once and is put back for each test: a first build takes much longer than a copy of it."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from seeds_gen import generate
from tests import shop
from tests.database import empty_warehouse
from tests.e2e import pipeline
from warehouse import schema
from warehouse.connect import DATABASE, admin_url, connect_admin, open_url
from warehouse.settings import get_settings

_FOLDERS = ("landing", "archive")


@dataclass(frozen=True)
class Kept:
    """A copy of the database of the test's home, under another name on the same server, and of its folders."""

    database: str
    folders: Path

    def put_back(self) -> None:
        """Make the warehouse what it was when it was kept."""
        empty_warehouse()
        for name in _FOLDERS:
            if (self.folders / name).exists():
                shutil.copytree(self.folders / name, get_settings().home / name)
        self.put_back_database()

    def put_back_database(self) -> None:
        """Make the database what it was, for who left the folders as they were."""
        _copy_database(self.database, DATABASE)
        # Rights on a database are no part of it, so no copy has them.
        with connect_admin(get_settings(), autocommit=True) as connection:
            connection.execute("comment on schema ops is 'a copy'")
        schema.ensure(get_settings())


def keep(name: str) -> Kept:
    """Keep the warehouse as it is."""
    home = get_settings().home
    folders = home / "dbt" / f"kept_{name}"
    # A worker that is given the tests of a module in two parts keeps twice.
    shutil.rmtree(folders, ignore_errors=True)
    for folder in _FOLDERS:
        if (home / folder).exists():
            shutil.copytree(home / folder, folders / folder)
    _copy_database(DATABASE, name)
    return Kept(name, folders)


def _copy_database(source: str, copy: str) -> None:
    with open_url(admin_url(get_settings(), "postgres"), autocommit=True) as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = any(%s)", [[source, copy]]
        )
        connection.execute(f"drop database if exists {copy} with (force)".encode())
        connection.execute(f"create database {copy} template {source}".encode())


@cache
def four_shops() -> Mapping[str, bytes]:
    """Two small days of every feed of the four shops, without a defect: files by their path in the landing zone."""
    with TemporaryDirectory() as folder:
        generate(Path(folder), date(2024, 3, 1), 2, 11, 0.02, "none", sources="all")
        paths = (path for path in Path(folder).rglob("*") if path.is_file() and path.name != "truth.json")
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def without(relative: str, *lines: int) -> bytes:
    """A file of `four_shops` that lacks some of its lines; the header is line 0."""
    every = four_shops()[relative].splitlines(keepends=True)
    return b"".join(line for number, line in enumerate(every) if number not in lines)


# Files that take something back: of each, orders, customers or products are left in no other file.
LATE = {
    "retail/invoices/2024-03-01.csv": without("retail/invoices/2024-03-01.csv", *range(6, 19)),
    "markets/kenya/orders/orders_2024_03_01.csv": without("markets/kenya/orders/orders_2024_03_01.csv", 2, 3, 4),
    "app/orders/orders_2024_03_01.csv": without("app/orders/orders_2024_03_01.csv", 1),
    "retail/invoices/2024-03-03.csv": without("retail/invoices/2024-03-02.csv", 1, 2).replace(
        b"2024-03-02", b"2024-03-03"
    ),
}


def land(files: Mapping[str, bytes]) -> None:
    """Put files into the landing zone."""
    for relative, content in files.items():
        shop.write(relative, content)


def build_four_shops() -> Kept:
    """Load, build and keep `four_shops`."""
    empty_warehouse()
    land(four_shops())
    pipeline.run()
    return keep("four_shops")
