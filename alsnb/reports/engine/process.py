"""multiprocessing's process by its fork server, without the program that starts it: for platforms that have one."""

import io
import os
from multiprocessing import forkserver, popen_forkserver, reduction, spawn, util
from multiprocessing.context import ForkServerProcess, set_spawning_popen
from typing import Any


class _Popen(popen_forkserver.Popen):
    _fds: list[int]

    def _launch(self, process_obj: Any) -> None:
        told = spawn.get_preparation_data(process_obj.name)
        # multiprocessing runs the program in the child once more, up to its `if __name__ == "__main__"`: without that,
        # it would start itself again. Nothing of it is needed here.
        for program in ("init_main_from_name", "init_main_from_path"):
            told.pop(program, None)
        sent = io.BytesIO()
        set_spawning_popen(self)
        try:
            reduction.dump(told, sent)
            reduction.dump(process_obj, sent)
        finally:
            set_spawning_popen(None)
        self.sentinel, there = forkserver.connect_to_new_process(self._fds)
        self.finalizer = util.Finalize(self, util.close_fds, (os.dup(there), self.sentinel))  # type: ignore[attr-defined]
        with open(there, "wb") as file:
            file.write(sent.getbuffer())
        self.pid = forkserver.read_signed(self.sentinel)


class Process(ForkServerProcess):
    """A process that has nothing of the program from which it is started, but what it is given."""

    _Popen = staticmethod(_Popen)
