"""The policies of the pack: which validator judges what, and whether what it finds stops a run."""

import json
import os
from collections.abc import Callable, Iterable, Iterator

import network_validators as validators
from pulumi_policy import (
    EnforcementLevel,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

Judge = Callable[[ResourceValidationArgs], Iterable[str]]


def _policy(
    name: str,
    description: str,
    types: tuple[str, ...],
    judge: Judge,
    level: EnforcementLevel,
    schema: PolicyConfigSchema | None = None,
) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report: ReportViolation) -> None:
        if not types or args.resource_type in types:
            for each in judge(args):
                report(f"{args.name}: {each}")

    return ResourceValidationPolicy(
        name=name, description=description, validate=validate, enforcement_level=level, config_schema=schema
    )


_FACTS = validators.retirements()


def _outside(args: ResourceValidationArgs) -> Iterator[str]:
    return validators.ranges_outside(args.resource_type, args.props, args.get_config().get("ranges") or ())


def _left_behind(_args: StackValidationArgs, report: ReportViolation) -> None:
    for each in validators.keys_left_behind(json.loads(os.environ.get("PULUMI_CONFIG") or "{}")):
        report(each)


POLICIES = [
    _policy(
        "no-public-api-server",
        "The API server of a cluster is private, or authorizes ranges.",
        (validators.CLUSTER,),
        lambda args: validators.public_api_server(args.props),
        EnforcementLevel.MANDATORY,
    ),
    _policy(
        "no-wide-grants",
        "No identity gets a role that may do everything, or give itself any role.",
        (validators.GRANT,),
        lambda args: validators.wide_grants(args.props),
        EnforcementLevel.MANDATORY,
    ),
    _policy(
        "inside-the-address-plan",
        "Every VNet, subnet and front end lies in a range of the address plan, where one is configured.",
        (validators.VNET, validators.SUBNET, validators.SERVICE),
        _outside,
        EnforcementLevel.MANDATORY,
        PolicyConfigSchema(properties={"ranges": {"type": "array", "items": {"type": "string"}, "default": []}}),
    ),
    _policy(
        "no-retiring-values",
        "No plugin, policy engine, image or size that Azure retires.",
        (validators.CLUSTER, validators.POOL),
        lambda args: validators.retiring_values(args.props, _FACTS),
        EnforcementLevel.ADVISORY,
    ),
    _policy(
        "no-preview-features",
        "Nothing that Azure offers as a preview.",
        (),
        lambda args: validators.preview_features(args.resource_type, args.props),
        EnforcementLevel.ADVISORY,
    ),
    StackValidationPolicy(
        name="no-permits-left-behind",
        description="Keys of a stack file that allowed one change are taken out again.",
        validate=_left_behind,
        enforcement_level=EnforcementLevel.ADVISORY,
    ),
]
