"""Before the program begins: what stands in for the modules of OpenGL and of tests, which no chart uses.

The library of charts asks for them when it is imported. Left out, they save nine megabytes and a library of the
system; whoever did use one of their classes would be told so by name.
"""

import sys
import types


class _Absent(types.ModuleType):
    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)

        def _refuse(*_: object, **__: object) -> None:
            raise RuntimeError(f"{self.__name__}.{name} is not part of the packaged program")

        return type(name, (), {"__init__": _refuse})


for _name in ("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets", "PySide6.QtTest"):
    sys.modules[_name] = _Absent(_name)
