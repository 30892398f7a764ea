"""Tests that are coroutines run in a thread of their own: a browser of the same worker may have a loop in this one."""

import asyncio
import inspect
from concurrent.futures import ThreadPoolExecutor


def pytest_pyfunc_call(pyfuncitem):
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    needed = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, pyfuncitem.obj(**needed)).result()
    return True
