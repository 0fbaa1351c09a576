"""What stands in somebody's way on a page that is open in a browser: seen, heard, or gone through by keys alone."""

from typing import Any

from tests.servers.browser import AXE

# What is folded away is looked at too.
UNFOLD = "() => document.querySelectorAll('details').forEach((one) => { one.open = true; })"
BARRIERS = """
async () => (await axe.run({ resultTypes: ["violations"] }))
  .violations.map((one) => [one.id, one.nodes.map((node) => node.html)])
"""
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}
# What keys can reach, and so many presses of Tab as there are stops, those within a date and a wide table among them.
STOPS = """
() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  window.stops = all.filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility());
  window.reached = new Set();
  document.addEventListener("focusin", (event) => reached.add(event.target), true);
  const within = { date: 4, month: 3, "datetime-local": 7 };
  document.activeElement.blur();
  return stops.reduce((sum, one) => sum + (within[one.type] ?? 1), 1 + document.querySelectorAll(".scroll").length);
}
"""
# By keys alone: Tab gets to each control, or to another of its group, in the order of the page; each shows its focus.
KEYS = """
() => {
  const told = [], tell = (one, what) => told.push([what, one.outerHTML.slice(0, 160)]);
  const drawn = (one) => one && getComputedStyle(one).outlineStyle !== "none" && getComputedStyle(one).opacity !== "0";
  const missed = stops.filter((one) => one.type !== "radio" && !reached.has(one));
  for (const one of stops) {
    one.focus({ focusVisible: true });
    const box = one.getBoundingClientRect();
    if (missed.includes(one)) tell(one, "is not reached by Tab");
    else if (box.width < 2 || box.height < 2 || box.right < 1 || box.left >= innerWidth) tell(one, "is out of view");
    else if (!drawn(one) && !drawn(one.nextElementSibling)) tell(one, "shows no focus");
  }
  document.getAnimations().forEach((one) => tell(one.effect.target, "moves"));
  const wide = document.scrollingElement.scrollWidth - innerWidth;
  return wide > 0 ? [...told, ["scrolls sideways", `${wide} px`]] : told;
}
"""


def barriers(page: Any, by_tab: bool = True) -> list[Any]:
    """What stands in the way on a page that is open: axe-core's rules, keys alone, a narrow screen, no motion.

    Not `by_tab`, each control is given the focus without the keys that lead there: these cost as much as the rest.
    """
    page.evaluate(UNFOLD)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(BARRIERS)
    keys = page.context.new_cdp_session(page)
    stops = page.evaluate(STOPS)
    if not by_tab:
        page.evaluate("stops.forEach((one) => reached.add(one))")
    for _ in range(stops if by_tab else 0):
        # Not the page's own keyboard: it takes twice as long.
        keys.send("Input.dispatchKeyEvent", TAB)
    keys.detach()
    return found + page.evaluate(KEYS)
