"""Routes of the API that are described when somebody asks, not when a process starts."""

import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flask_openapi import APIBlueprint, OpenAPI
from flask_openapi.types import ParametersTuple
from flask_openapi.utils import parse_parameters

from services.chassis.web.refusals import tell_refusals

_one_at_a_time = threading.Lock()


class Routes(APIBlueprint):
    """The routes of one noun.

    The library describes each route where it is declared: for two hundred of them that was a third of the start of a
    process, and a process is seldom asked for the description.
    """

    def __init__(self, name: str, import_name: str, url_prefix: str) -> None:
        super().__init__(name, import_name, url_prefix=url_prefix)
        self._undescribed: list[Callable[[], object]] = []

    def _collect_openapi_info(self, rule: str, func: Any, **said: Any) -> ParametersTuple:
        """What the view takes is known at once; the rest of the library's work waits for `describe`."""
        self._undescribed.append(partial(super()._collect_openapi_info, rule, func, **said))
        return parse_parameters(func, doc_ui=False)

    def describe(self) -> None:
        """Fill `paths`, `tags` and `components_schemas`. A second call changes nothing."""
        while self._undescribed:
            self._undescribed.pop(0)()


def description(app: OpenAPI, routes: Sequence[Routes]) -> dict[str, Any]:
    """The OpenAPI description of an application with these routes, as a JSON object. A second call gives the same."""
    with _one_at_a_time:
        if not app.spec_json:
            for one in routes:
                one.describe()
                app.paths.update(one.paths)
                app.components_schemas.update(one.components_schemas)
            app.generate_spec_json()  # type: ignore[no-untyped-call]  # the library leaves it bare
            tell_refusals(app, app.spec_json)
        return app.spec_json
