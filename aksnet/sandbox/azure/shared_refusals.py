"""Refusals that any ARM resource type may meet: a missing parent, group or reference."""

from __future__ import annotations

import json

from aksnet.arm.ids import last, parent_of, resource_group_of
from aksnet.arm.values import Json
from aksnet.sandbox.azure.made_up import SUBSCRIPTION, derived
from aksnet.sandbox.azure.resource_type import Write
from aksnet.sandbox.sandbox_errors import Refusal
from aksnet.sandbox.store import Subscription


def exists(view: Subscription, arm_id: str) -> bool:
    """Return whether an id is the subscription or something in it."""
    return arm_id.lower().rstrip("/") == SUBSCRIPTION.lower() or view.get(arm_id.rstrip("/")) is not None


def not_found(arm_id: str) -> Refusal:
    """Return ARM's answer for an id under which nothing exists."""
    parts = arm_id.split("/providers/")[-1].split("/")
    short = "/".join([parts[0], *(part for pair in zip(parts[1::2], parts[2::2], strict=False) for part in pair)])
    return Refusal(
        "ResourceNotFound",
        f"The Resource '{short}' under resource group '{resource_group_of(arm_id)}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def group_exists(write: Write) -> Refusal | None:
    """Refuse a resource in a group that does not exist."""
    group = resource_group_of(write.id)
    if not group or write.id.count("/") == 4 or exists(write.view, f"{SUBSCRIPTION}/resourceGroups/{group}"):
        return None
    return Refusal("ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def parent_exists(write: Write) -> Refusal | None:
    """Refuse a nested resource without its parent."""
    parent = parent_of(write.id)
    if exists(write.view, parent):
        return None
    return Refusal(
        "ParentResourceNotFound",
        f"Can not perform requested operation on nested resource. Parent resource '{last(parent)}' not found "
        f"({parent}).",
    )


def missing_reference(write: Write, referenced: str) -> Refusal:
    """Return the network provider's answer to a reference to nothing."""
    return Refusal(
        "InvalidResourceReference",
        f"Resource {referenced} referenced by resource {write.id} was not found. Please make sure that the "
        "referenced resource exists, and that both resources are in the same region.",
    )


def settled(arm_id: str, body: Json) -> Json:
    """Return what the network provider adds to every answer: the state, and an etag that follows the content."""
    content = json.dumps(body, sort_keys=True, default=str)
    return {"provisioningState": "Succeeded", "etag": f'W/"{derived(arm_id, content)}"'}
