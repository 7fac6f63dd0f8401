"""The set-up assistant and the configuration file."""

from __future__ import annotations

import os
import shutil

import yaml

from ..farm import Farm
from ..wire import Answer, Request
from .common import Handler


def check_shared_storage(farm: Farm, request: Request) -> Answer:
    """Check whether a folder can be the shared storage, and why not."""
    path = request.json["path"]
    if not path:
        cause = "an empty path is not suitable as shared storage"
    elif not os.path.isdir(path):
        cause = "that folder does not exist"
    elif not os.access(path, os.W_OK):
        cause = "that folder cannot be written to"
    else:
        cause = ""
    return Answer.of_json({"path": path, "is_usable": not cause, "cause": cause})


def find_blender(farm: Farm, request: Request) -> Answer:
    return Answer.of_json(farm.blenders)


def check_blender(farm: Farm, request: Request) -> Answer:
    """Find an executable; without a path, any ``blender``."""
    asked = request.json["path"]
    found = shutil.which(asked or "blender") or ""
    return Answer.of_json(
        {
            "input": asked,
            "path": found or asked,
            "source": "input_path" if asked else "path_envvar",
            "is_usable": bool(found),
            "cause": "" if found else "there is no such program",
        }
    )


def save_setup(farm: Farm, request: Request) -> Answer:
    """End the set-up mode with the assistant's choices."""
    wanted = request.json or {}
    blender = wanted.get("blenderExecutable", {})
    if not wanted.get("storageLocation") or not blender.get("is_usable"):
        return Answer.error(400, "the configuration is incomplete")
    farm.configuration |= {"shared_storage_path": wanted["storageLocation"], "blender": blender["path"]}
    farm.finish_setup()
    return Answer.nothing()


def get_configuration_file(farm: Farm, request: Request) -> Answer:
    """Return the configuration as YAML if accepted, otherwise as JSON."""
    if "application/yaml" in request.headers.get("Accept"):
        text = yaml.safe_dump(farm.configuration, sort_keys=False)
        return Answer(200, text.encode(), content_type="application/yaml")
    return Answer.of_json(farm.configuration)


def update_configuration_file(farm: Farm, request: Request) -> Answer:
    farm.configuration = request.json
    return Answer.nothing()


HANDLERS: dict[str, Handler] = {
    "checkSharedStoragePath": check_shared_storage,
    "findBlenderExePath": find_blender,
    "checkBlenderExePath": check_blender,
    "saveSetupAssistantConfig": save_setup,
    "getConfigurationFile": get_configuration_file,
    "updateConfigurationFile": update_configuration_file,
}
