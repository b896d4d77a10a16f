"""Azure Resource Manager's reads: a resource by its id, the resources of a type, role assignments by filter.

Leaves out writes, which belong to `aksnet sandbox up`, and paging: every list is one page. Any `api-version` is taken;
bodies are those of the version that azure-native uses for the type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Final

from aksnet.arm.ids import covers, resource_group_of
from aksnet.arm.values import Json
from aksnet.sandbox.azure.groups import RESOURCE_GROUP
from aksnet.sandbox.azure.identity import ROLE_ASSIGNMENT
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, SUBSCRIPTION_ID, TENANT_ID
from aksnet.sandbox.azure.node_records import SCALE_SET_TYPE
from aksnet.sandbox.azure.shared_refusals import not_found
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.serve import arm_nodes
from aksnet.sandbox.serve.arm_bodies import BY_TYPE, body_of
from aksnet.sandbox.serve.arm_tree import find, listed
from aksnet.sandbox.serve.responses import Request, Response
from aksnet.sandbox.store import Subscription

_ASSIGNMENT: Final = ROLE_ASSIGNMENT.arm.name
_VERSION: Final = re.compile(r"\d{4}-\d{2}-\d{2}(-[a-z]+)?")
_ASSIGNMENTS: Final = f"/providers/{_ASSIGNMENT}".lower()
_FILTERS: Final = {
    "principal": re.compile(r"(?:principalId\s+eq\s+'([^']+)'|assignedTo\('([^']+)'\))", re.IGNORECASE),
    "scope": re.compile(r"atScope\(\)", re.IGNORECASE),
}
# Which codes are not simply a wrong request.
_STATUS: Final = {
    "ResourceNotFound": 404,
    "ResourceGroupNotFound": 404,
    "SubscriptionNotFound": 404,
    "InvalidResourceType": 404,
    "MethodNotAllowed": 405,
}


def answer(view: Subscription, request: Request) -> Response:
    """Answer a request to ARM."""
    try:
        return Response(status=200, body=_read(view, request))
    except Refusal as refusal:
        error = {"error": {"code": refusal.code, "message": refusal.message}}
        return Response(status=_STATUS.get(refusal.code, 400), body=error)


def _read(view: Subscription, request: Request) -> Json:
    if request.method != "GET":
        raise Refusal(
            "MethodNotAllowed",
            f"{request.method} is not allowed: this is a read-only view of the simulated subscription. Change the "
            "stack file and run `aksnet sandbox up`.",
        )
    version = request.query.get("api-version")
    if not version:
        raise Refusal(
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )
    if not _VERSION.fullmatch(version):
        raise Refusal("InvalidApiVersionParameter", f"The api-version '{version}' is invalid.")
    path = "/" + "/".join(request.parts)
    if path.lower() == "/subscriptions":
        return {"value": [_subscription()]}
    if not covers(SUBSCRIPTION, path):
        named = request.parts[1] if len(request.parts) > 1 and request.parts[0].lower() == "subscriptions" else ""
        raise Refusal("SubscriptionNotFound", f"The subscription '{named}' could not be found.")
    if path.lower().endswith(_ASSIGNMENTS):
        return _assignments(view, path[: -len(_ASSIGNMENTS)], request.query)
    return _below_subscription(view, path, request)


def _below_subscription(view: Subscription, path: str, request: Request) -> Json:
    """Return a resource or a collection: ids go by pairs, and `providers/NAMESPACE` is the first half of one."""
    if path.lower() == SUBSCRIPTION.lower():
        return _subscription()
    group = resource_group_of(path)
    if group and view.get(f"{SUBSCRIPTION}/resourceGroups/{group}") is None:
        raise Refusal("ResourceGroupNotFound", f"Resource group '{group}' could not be found.")
    if len(request.parts) % 2 == 0:
        return _one(view, path)
    scope, _, collection = path.rpartition("/")
    if collection.lower() == "resourcegroups":
        return {"value": [body_of(record) for record in listed(view, scope, RESOURCE_GROUP.arm.name)]}
    if collection.lower() == "resources":
        return {"value": _everything(view, scope)}
    return _collection(view, path, scope, collection)


def _one(view: Subscription, path: str) -> Json:
    record = find(view, path)
    if record is not None:
        return _body(view, record)
    # The machines of a scale set and their interfaces are in no records of their own.
    sets = [each for each in view.of_type(SCALE_SET_TYPE) if covers(each["id"], path)]
    for collection in (arm_nodes.MACHINES, arm_nodes.INTERFACES):
        for body in chain.from_iterable(arm_nodes.below(view, each, collection) or () for each in sets):
            if body["id"].lower() == path.lower():
                return body
    raise not_found(path)


def _collection(view: Subscription, path: str, scope: str, collection: str) -> Json:
    owner = view.get(scope)
    machines = _of_scale_set(view, owner, collection) if owner is not None else None
    if machines is not None:
        return {"value": machines}
    base, _, kind_path = path.rpartition("/providers/")
    pieces = kind_path.split("/")
    arm_type = "/".join([pieces[0], *pieces[1::2]])
    if not base or (arm_type.lower() not in BY_TYPE and not view.of_type(arm_type)):
        raise Refusal("InvalidResourceType", f"The sandbox has no resources of the type '{arm_type or path}'.")
    nested = len(pieces) > 2
    if nested and find(view, scope) is None:
        raise not_found(scope)
    return {"value": [_body(view, record) for record in listed(view, scope if nested else base, arm_type)]}


def _of_scale_set(view: Subscription, record: Json | None, collection: str) -> list[Json] | None:
    if record is None or record["type"].lower() != SCALE_SET_TYPE.lower():
        return None
    return arm_nodes.below(view, record, collection)


def _body(view: Subscription, record: Json) -> Json:
    if record["type"].lower() == SCALE_SET_TYPE.lower():
        return arm_nodes.scale_set_body(view, record)
    return body_of(record)


def _subscription() -> Json:
    return {
        "id": SUBSCRIPTION,
        "subscriptionId": SUBSCRIPTION_ID,
        "tenantId": TENANT_ID,
        "displayName": "aksnet sandbox",
        "state": "Enabled",
    }


def _everything(view: Subscription, scope: str) -> list[Json]:
    """Return what a group or the subscription holds, as the list of resources shows it: without nested resources."""
    shown = ("id", "name", "type", "location", "tags", "sku", "identity", "managedBy", "zones")
    found = [
        _body(view, record)
        for record in view.below(scope)
        if record["type"].count("/") == 1 and record["type"] not in (_ASSIGNMENT, RESOURCE_GROUP.arm.name)
    ]
    brief = [{name: body[name] for name in shown if name in body} for body in found]
    return sorted(brief, key=lambda each: str(each["id"]).lower())


def _assignments(view: Subscription, scope: str, query: Mapping[str, str]) -> Json:
    """List role assignments: at, above and below the scope, or as the filter says.

    https://learn.microsoft.com/azure/role-based-access-control/role-assignments-list-rest
    """
    wanted = _filter(query.get("$filter", ""), scope)
    found = [
        body_of(record)
        for record in sorted(view.of_type(_ASSIGNMENT), key=lambda each: str(each["id"]).lower())
        if _near(str(record["outputs"].get("scope")), scope) and wanted(record["outputs"])
    ]
    return {"value": found}


def _near(assigned: str, scope: str) -> bool:
    return covers(assigned, scope) or covers(scope, assigned)


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"


def _parts(text: str) -> Iterator[str]:
    """Yield what `and` stands between, with one space between words: in one pass, however long the text is."""
    words: list[str] = []
    for word in [*text.split(), "and"]:
        if word != "and":
            words.append(word)
        elif words:
            yield " ".join(words)
            words = []


def _filter(text: str, scope: str) -> Callable[[Json], bool]:
    principal, at_scope = "", False
    for part in _parts(text):
        match = _FILTERS["principal"].fullmatch(part)
        if match:
            principal = match[1] or match[2]
        elif _FILTERS["scope"].fullmatch(part):
            at_scope = True
        else:
            raise Refusal(
                "UnsupportedQuery",
                f"The filter '{_shortened(text)}' is not supported. Supported filters are either 'atScope()' or "
                "'principalId eq '{value}' or assignedTo('{value}')'.",
            )

    def wanted(outputs: Json) -> bool:
        of_principal = not principal or str(outputs.get("principalId")).lower() == principal.lower()
        return of_principal and (not at_scope or covers(str(outputs.get("scope")), scope))

    return wanted
