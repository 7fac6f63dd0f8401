"""Program that submits the job from its stdin, in a process that can be killed; run by its path."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
_spec = importlib.util.spec_from_file_location("standalone", ROOT / "standalone.py")
assert _spec is not None
assert _spec.loader is not None
_standalone = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_standalone)
_standalone.mount(ROOT)
_site = str(Path(sys.prefix) / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages")
if _site not in sys.path:
    sys.path.append(_site)

from flamenco_client.core.cancel import CancelToken  # noqa: E402
from flamenco_client.core.errors import FarmError  # noqa: E402
from flamenco_client.submission.snapshot import JobSnapshot  # noqa: E402
from flamenco_client.submission.submit import submit  # noqa: E402
from flamenco_client.tests.support.runs.project import SHORT  # noqa: E402

snapshot = JobSnapshot.from_message(json.loads(sys.stdin.readline()))
steps = submit(snapshot, cancel=CancelToken(), timeouts=SHORT)
print("begun", flush=True)
try:
    while True:
        next(steps)
except StopIteration as end:
    print(json.dumps({"result": end.value}), flush=True)
except FarmError as error:
    print(json.dumps({"error": error.as_message()}), flush=True)
