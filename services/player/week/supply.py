"""The suppliers' trucks: announced serial by serial, received and put away a carton at a scan, closed."""

import csv
from itertools import islice
from pathlib import Path
from typing import Any

from services.player.week.plan import KINDS
from services.player.week.serials import MODELS, cartons, serials
from services.player.week.stage import CLERK, INTAKE, MANAGER, MINISTRY, WAREHOUSE, Week, batches

COLUMNS = ("carton", "maker", "model", "serial", "asset_tag")
DOCK = "QUAI-91"
SHELVES = tuple(f"S-{bay:02d}-{level:02d}" for bay in range(1, 11) for level in range(1, 6))
# Nobody asks for these: only what is measured moves them.
PROBED = "chromebook"


def mark_places(week: Week) -> None:
    """A dock and fifty shelves; and what was free before is kept out of it all."""
    week.site.send(MANAGER, "POST", f"{WAREHOUSE}/locations", {"codes": [DOCK, *SHELVES]})
    week.facts["before"] = free(week)


def bring_first(week: Week) -> None:
    """The first truck; what it has for the measurement stands on its shelf from then on."""
    load = _load(_each_truck(week) - week.plan.probes, week.plan.probes, week.plan.in_carton)
    week.facts["probes"] = [row["serial"] for row in load if row["model"] == MODELS[PROBED][1]]
    _receive(week, 0, load, day=0)


def bring_rest(week: Week) -> None:
    """Each truck on its day: half of them on the first, the others on the second."""
    for truck in range(1, week.plan.trucks):
        load = _load(_each_truck(week), 0, week.plan.in_carton)
        _receive(week, truck, load, day=2 * truck // week.plan.trucks)


def _each_truck(week: Week) -> int:
    return week.plan.devices // week.plan.trucks


def stocked(week: Week) -> None:
    """Until intake has heard of it all."""
    before, each = week.facts["before"], (week.plan.devices - week.plan.probes) // len(KINDS)

    def heard() -> dict[str, int] | None:
        now = {kind: count - before.get(kind, 0) for kind, count in free(week).items()}
        return now if all(now.get(kind, 0) >= each - 1 for kind in KINDS) else None

    week.facts["free"] = week.site.wait("intake's stock", heard, seconds=300)


def free(week: Week) -> dict[str, int]:
    """What may be granted of each kind."""
    return {line["type"]: line["free"] for line in week.site.get(MINISTRY, f"{INTAKE}/stock")}


def _load(count: int, probes: int, in_carton: int) -> list[dict[str, str]]:
    """The devices of a truck: as many tablets as laptops, a kind to a carton."""
    kinds, names = {KINDS[0]: count - count // 2, KINDS[1]: count // 2, PROBED: probes}, cartons()
    rows = []
    for kind, size in kinds.items():
        maker, model, *_ = MODELS[kind]
        for inside in batches(list(islice(serials(kind), size)), in_carton):
            carton = next(names)
            rows += [dict(zip(COLUMNS, (carton, maker, model, serial, ""), strict=True)) for serial in inside]
    return rows


def _receive(week: Week, truck: int, load: list[dict[str, str]], day: int) -> None:
    hour = 8 + truck / week.plan.trucks
    fields = {"supplier": "Fournisseur d’exercice", "reference": f"{week.run}-{truck}"}
    file = _file(week.folder / f"asn-{truck}.csv", load)
    key, at = f"{week.run}-asn-{truck}", week.calendar.at(day, hour - 1)
    delivery = week.site.upload(MANAGER, f"{WAREHOUSE}/deliveries", fields, file, key, at)
    boxes = list(dict.fromkeys(row["carton"] for row in load))
    size = max(1, week.plan.batch // week.plan.in_carton)
    for number, few in enumerate(batches(boxes, size)):
        turn, shelf = hour + number * 0.02, SHELVES[(number + truck) % len(SHELVES)]
        here: dict[str, str] = {"location": DOCK, "delivery": delivery["number"]}
        week.scan(CLERK, "warehouse", "receive", [(box, here) for box in few], day, turn)
        week.scan(CLERK, "warehouse", "put_away", [(box, {"location": shelf}) for box in few], day, turn + 1)
    at = week.calendar.at(day, 17)
    week.site.send(MANAGER, "POST", f"{WAREHOUSE}/deliveries/{delivery['id']}/close", at=at)
    week.speech.note(week.speech.say("%(number)s: %(devices)s serials", delivery))


def _file(path: Path, load: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as target:
        rows = csv.DictWriter(target, COLUMNS)
        rows.writeheader()
        rows.writerows(load)
    return path
