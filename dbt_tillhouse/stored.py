"""Read what the database says about itself before a build; the search path is the state's schema."""

import psycopg

from dbt_tillhouse.claims import Claim, read_claim
from dbt_tillhouse.graph import Graph
from dbt_tillhouse.plan import Stored
from dbt_tillhouse.session import Session


def read_stored(session: Session, graph: Graph) -> Stored:
    """What is published, what lies there and from which code, and which feeds changed since.

    What a build that was killed left half replaced is dropped before, so that it counts as missing.
    """
    connection = session.connection
    _drop_leftovers(connection, graph)
    published = connection.execute(
        "select change_seq from publications order by publication_id desc limit 1"
    ).fetchone()
    start = published[0] if published else None
    claims = _claims(connection)
    builds = {claim.build_id for claim in claims.values()} - {None}
    return Stored(
        published=start,
        published_builds=frozenset(
            row[0]
            for row in connection.execute(
                "select distinct build_id from publications where build_id = any(%s)", [list(builds)]
            )
        ),
        claims=claims,
        relations=_relations(connection, graph),
        changed=frozenset(
            (row[0], row[1])
            for row in connection.execute(
                "select distinct source, feed from ops.files where change_seq > %s and change_seq <= %s",
                [start if start is not None else -1, session.freeze()],
            )
        ),
    )


def _drop_leftovers(connection: psycopg.Connection, graph: Graph) -> None:
    """Drop the old tables that dbt puts aside while it replaces them, and the views that still show one of these.

    dbt drops them once the new table is committed. One that was killed in between leaves views which look right and
    show what once was; the next that makes the same table would take them away from under whoever reads them.
    """
    schemas = {node.relation[0] for node in graph.nodes.values() if node.relation}
    leftovers = connection.execute(
        "select case relkind when 'v' then 'view' else 'table' end, pg_class.oid::regclass::text"
        " from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
        " where relkind in ('r', 'v') and relname ~ '__dbt_(backup|tmp)$' and nspname = any(%s)",
        [list(schemas)],
    ).fetchall()
    for kind, name in leftovers:
        connection.execute(f"drop {kind} if exists {name} cascade".encode())


def _claims(connection: psycopg.Connection) -> dict[str, Claim]:
    rows = connection.execute("select unique_id, fingerprint from built_nodes")
    claims = ((unique_id, read_claim(fingerprint)) for unique_id, fingerprint in rows)
    return {unique_id: claim for unique_id, claim in claims if claim is not None}


def _relations(connection: psycopg.Connection, graph: Graph) -> frozenset[tuple[str, str]]:
    nodes = graph.nodes.values()
    schemas = {place[0] for node in nodes for place in (node.relation, node.published) if place}
    rows = connection.execute(
        "select nspname, relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace"
        " where relkind in ('r', 'p', 'v', 'm', 'f') and nspname = any(%s)",
        [list(schemas)],
    )
    return frozenset((row[0], row[1]) for row in rows)
