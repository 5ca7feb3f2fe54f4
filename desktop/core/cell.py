"""Short forms of duties for narrow cells; plain string work, because the first table needs it."""

from __future__ import annotations


def short(wording: str) -> str:
    """A few characters for a narrow cell; the full wording stands in the tooltip and the detail.

    Of two alternatives the one that does not depend on the customs value is shown as the bound
    it is: ``≤ ¥54/kg`` for "... or ¥54/kg, whichever is less".
    """
    for ending, sign in ((", whichever is less", "≤"), (", whichever is greater", "≥")):
        if wording.endswith(ending):
            options = wording.removesuffix(ending).split(" or ")
            plain = [option for option in options if "customs value" not in option]
            return f"{sign} {min(plain or options, key=len)}"
    if wording.startswith("Within the quota: "):
        return "quota: " + short(wording.removeprefix("Within the quota: ").split("; ")[0])
    if wording.startswith("the difference between") and "standard import price" in wording:
        return "gate price"
    return wording
