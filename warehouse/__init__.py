"""The Postgres everything talks to: embedded server, roles, connections."""
