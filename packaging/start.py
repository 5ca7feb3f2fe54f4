"""Where the packaged program begins."""

import multiprocessing
import os
import sys


def find_voice() -> None:
    """On Windows a program with a window is given no streams; take the ones that the caller has opened for it.

    They are a pipe or a file that its output is led to, else the console that it was started from.
    """
    import ctypes
    import msvcrt

    kernel = ctypes.windll.kernel32
    kernel.GetStdHandle.restype = ctypes.c_void_p
    for name, number in (("stdout", -11), ("stderr", -12)):
        given = getattr(sys, name)
        if given is not None:
            given.reconfigure(encoding="utf-8")
            continue
        handle = kernel.GetStdHandle(number)
        try:
            if handle and kernel.GetFileType(ctypes.c_void_p(handle)) in (1, 3):  # a file, a pipe
                stream = os.fdopen(
                    msvcrt.open_osfhandle(handle, os.O_WRONLY), "w", encoding="utf-8", buffering=1
                )
            elif len(sys.argv) > 1 and kernel.AttachConsole(-1):
                stream = open("CONOUT$", "w", encoding="utf-8", buffering=1)  # noqa: PTH123, SIM115
            else:
                continue
        except OSError:
            continue
        setattr(sys, name, stream)


if __name__ == "__main__":
    multiprocessing.freeze_support()
    if os.name == "nt":
        find_voice()
    from desktop.app import main

    sys.exit(main())
