"""The workloads by name, each from a file of its own."""

import pkgutil
from importlib import import_module

from loanprogram.bench.frame import Workload


def workloads() -> dict[str, Workload]:
    """Every workload there is, in the order of the names."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found = [import_module(f"{__name__}.{name}").WORKLOAD for name in names]
    return {workload.name: workload for workload in found}
