"""Settings of the embedded server, each with its reason: bulk loads and rebuilds on a small machine."""

import os


def _mebibytes_of_memory() -> int:
    """Physical memory of this machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20


def parameters() -> dict[str, str]:
    """Postgres parameters for this machine, by name."""
    memory = _mebibytes_of_memory()
    cores = os.cpu_count() or 1
    return {
        # Reached through the Unix socket only: nothing to firewall, no port to collide on.
        "listen_addresses": "''",
        # A quarter of memory is the usual share; more than 1 GB buys nothing for scans that read a table once.
        "shared_buffers": f"{min(1024, max(128, memory // 4))}MB",
        "effective_cache_size": f"{max(512, memory // 2)}MB",
        # Sorts and hashes of a million order lines stay in memory; two builds' threads share it.
        "work_mem": f"{min(96, max(16, memory // 128))}MB",
        # Index builds after a bulk load; used by one or two processes at a time.
        "maintenance_work_mem": f"{min(512, max(64, memory // 16))}MB",
        # `create table as` and COPY into a table made in the same transaction write no WAL. Backups are dumps,
        # so nothing needs the WAL stream.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        # A bulk load may write gigabytes: few, spread checkpoints instead of one every few seconds.
        "max_wal_size": "8GB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "wal_buffers": "16MB",
        # One process per core in total: dbt already runs models side by side.
        "max_worker_processes": str(cores + 2),
        "max_parallel_workers": str(cores),
        "max_parallel_workers_per_gather": str(max(1, cores // 2)),
        "max_parallel_maintenance_workers": str(max(1, cores // 2)),
        # Local SSD: a random page costs about as much as a sequential one.
        "random_page_cost": "1.1",
        "effective_io_concurrency": "64",
        # Compiling costs more than it saves on queries of seconds.
        "jit": "off",
        # A client that was killed must not keep its locks until its query ends.
        "client_connection_check_interval": "500ms",
        # Two writers at a time: a small vacuum effort, started early after a bulk delete.
        "autovacuum_max_workers": "2",
        "log_min_duration_statement": "-1",
        "log_checkpoints": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }


def as_conf() -> str:
    """The parameters as the text of a configuration file."""
    lines = ["# Written by `tillhouse up`; the reasons are in warehouse/tuning.py."]
    lines += [f"{name} = {value}" for name, value in parameters().items()]
    return "\n".join(lines) + "\n"
