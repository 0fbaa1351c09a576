"""`make chaos`: the fault suite by itself. A seed that fails is printed, and replays."""

import argparse
import secrets
import signal
import sys

from tests.system.chaos.run import Options, run


def options() -> Options:
    told = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    told.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="the plan to replay")
    told.add_argument("--faults", type=int, default=100, help="how many faults must have had an effect")
    told.add_argument("--seconds", type=float, default=7_200, help="how long at most faults are inflicted")
    told.add_argument("--clients", type=int, default=6, help="how many people are at work at once")
    told.add_argument("--embedded", action="store_true", help="SQLite and the embedded broker: the faults that apply")
    return Options(**vars(told.parse_args()))


if __name__ == "__main__":
    # Told to end, it ends what it started too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(1 if run(options(), lambda line: print(line, flush=True)).wrong else 0)
