"""The rules: every module of this package that defines RULE is one, found by name.

To add a rule, add a file; see docs/how-to/add-a-lens-rule.md.
"""

import importlib
import pkgutil
from typing import Final

from messaging.lens.rules.rule import Rule

_MACHINERY: Final = frozenset({"rule", "kinds"})


def _discovered() -> tuple[Rule, ...]:
    rules: list[Rule] = []
    for module_info in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        if module_info.name in _MACHINERY:
            continue
        module = importlib.import_module(f"{__name__}.{module_info.name}")
        rule = getattr(module, "RULE", None)
        if not isinstance(rule, Rule):
            raise TypeError(f"{module.__name__} defines no RULE")
        if rule.name != module_info.name:
            raise ValueError(f"{module.__name__} holds the rule {rule.name!r}: name them alike")
        rules.append(rule)
    return tuple(rules)


RULES: Final[tuple[Rule, ...]] = _discovered()
"""All rules in the order of their names."""
