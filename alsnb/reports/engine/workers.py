"""Who makes reports: threads or processes here, or a cluster that somebody already runs; joblib is the switch."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from alsnb.errors import ReportError

BACKENDS = ("threading", "loky", "dask", "ray", "spark")
_ASKING = {"dask": "distributed", "ray": "ray", "spark": "joblib-spark pyspark"}
"""Backend → what is to be installed for it."""


@contextlib.contextmanager
def parallel(backend: str, jobs: int | None, scheduler: str | None = None) -> Iterator[Callable[..., Iterable[Any]]]:
    """What calls a function with each of several lists of arguments; its results come as they are there.

    Parameters
    ----------
    backend
        One of `BACKENDS`. Threads only wait: each report has a process of its own in any case.
    jobs
        How many at once, here; None: as many as there are processors.
    scheduler
        The cluster's address; Spark's is its own session's.

    Raises
    ------
    ReportError
        What the backend needs is not installed, or no cluster answers there.
    """
    import joblib

    if backend not in BACKENDS:
        raise ReportError(f"backend: found {backend!r}, expected one of {', '.join(BACKENDS)}")
    if scheduler is not None and backend not in ("dask", "ray"):
        raise ReportError(f"--scheduler is for --backend dask or ray, not for {backend}")
    if scheduler is None and backend == "dask":
        raise ReportError("--backend dask needs the address of its scheduler: --scheduler tcp://…")
    with contextlib.ExitStack() as stack:
        try:
            _connect(backend, scheduler, stack)
        except ImportError:
            raise ReportError(f"--backend {backend} needs: pip install {_ASKING[backend]}") from None
        except (OSError, ConnectionError) as error:
            raise ReportError(f"no {backend} cluster answers at {scheduler}: {error}") from None
        stack.enter_context(joblib.parallel_config(backend, n_jobs=jobs or -1))
        try:
            made = joblib.Parallel(return_as="generator_unordered")
        except ValueError:  # it gives them all at its end
            made = joblib.Parallel()
        yield lambda function, each: made(joblib.delayed(function)(*arguments) for arguments in each)


def _connect(backend: str, scheduler: str | None, stack: contextlib.ExitStack) -> None:
    if backend == "dask":
        import distributed

        stack.enter_context(distributed.Client(scheduler, timeout=10))  # type: ignore[no-untyped-call]
    elif backend == "ray":
        import ray
        import ray.util.joblib

        ray.init(address=scheduler)
        stack.callback(ray.shutdown)
        ray.util.joblib.register_ray()
    elif backend == "spark":
        import joblibspark

        joblibspark.register_spark()
