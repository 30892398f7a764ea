"""Workers for reports, through joblib: local threads or processes, or an existing Dask cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from alsnb.errors import ReportError
from alsnb.words import gettext, listing

BACKENDS = ("threading", "loky", "dask")


@contextlib.contextmanager
def parallel(backend: str, jobs: int | None, scheduler: str | None = None) -> Iterator[Callable[..., Iterable[Any]]]:
    """Yield a function that calls another with each of several lists of arguments, and yields results as they come.

    Parameters
    ----------
    backend
        One of `BACKENDS`. Threads only wait: each report has a process of its own in any case.
    jobs
        How many at once, here; None: as many as there are processors.
    scheduler
        The address of Dask's scheduler.

    Raises
    ------
    ReportError
        What the backend needs is not installed, or no cluster answers at the address.
    """
    import joblib

    if backend not in BACKENDS:
        raise ReportError(
            gettext("Backend not known: {backend}. Use {known}.", backend=backend, known=listing(BACKENDS, last="or"))
        )
    if scheduler is not None and backend != "dask":
        raise ReportError(gettext("--scheduler needs --backend dask."))
    if scheduler is None and backend == "dask":
        raise ReportError(gettext("--backend dask needs the address of its scheduler: --scheduler tcp://…"))
    with contextlib.ExitStack() as stack:
        if scheduler is not None:
            stack.enter_context(_cluster(scheduler))
        stack.enter_context(joblib.parallel_config(backend, n_jobs=jobs or -1))
        work = joblib.Parallel(return_as="generator_unordered")
        yield lambda function, each: work(joblib.delayed(function)(*arguments) for arguments in each)


def _cluster(scheduler: str) -> contextlib.AbstractContextManager[Any]:
    try:
        import distributed

        return distributed.Client(scheduler, timeout=10)  # type: ignore[no-untyped-call]
    except ImportError:
        raise ReportError(gettext("--backend dask needs a package: pip install distributed")) from None
    except OSError as error:
        raise ReportError(
            gettext("No Dask cluster answers at {scheduler}: {reason}", scheduler=scheduler, reason=error)
        ) from None
