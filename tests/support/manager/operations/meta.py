"""Version, configuration, variables and farm status."""

from __future__ import annotations

from ..farm import SERVER_PLATFORM, Farm
from ..variables import JOBS
from ..wire import Answer, Request
from .common import Handler


def get_version(farm: Farm, request: Request) -> Answer:
    short = farm.version.text
    commit = "0123abcd"
    return Answer.of_json({"version": f"{short} ({commit})", "shortversion": short, "name": farm.name, "git": commit})


def get_configuration(farm: Farm, request: Request) -> Answer:
    return Answer.of_json(
        {"storageLocation": farm.location, "shamanEnabled": farm.has_shaman, "isFirstRun": farm.is_first_run}
    )


def get_variables(farm: Farm, request: Request) -> Answer:
    """Return all variables; an unknown audience has none."""
    audience, platform = request.parameters["audience"], request.parameters["platform"]
    if audience not in {"users", "workers"}:
        return Answer.of_json({})
    values = farm.values(audience, platform or SERVER_PLATFORM)
    shown = {name: {"value": value, "is_twoway": farm.variables[name].two_way} for name, value in values.items()}
    return Answer.of_json(shown | {JOBS: {"value": farm.location, "is_twoway": False}})


def get_shared_storage(farm: Farm, request: Request) -> Answer:
    """Return the storage's location for any audience and platform."""
    audience, platform = request.parameters["audience"], request.parameters["platform"]
    return Answer.of_json(
        {
            "location": farm.location_for(audience, platform),
            "audience": audience,
            "platform": platform,
            "shamanEnabled": farm.has_shaman,
        }
    )


def get_farm_status(farm: Farm, request: Request) -> Answer:
    return Answer.of_json({"status": farm.status()})


HANDLERS: dict[str, Handler] = {
    "getVersion": get_version,
    "getConfiguration": get_configuration,
    "getVariables": get_variables,
    "getSharedStorage": get_shared_storage,
    "getFarmStatus": get_farm_status,
}
