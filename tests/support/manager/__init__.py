"""A Flamenco Manager for tests: a real HTTP server on loopback that behaves, and misbehaves, like the real one.

```python
from flamenco_client.tests.support.manager import ManagerServer

with ManagerServer(tmp_path / "storage", shaman=True) as manager:
    client = ApiClient(Configuration(host=manager.url))
    manager.faults.busy("submitJob", times=2)              # 503 twice, then normal
    manager.faults.reset("shamanFileStore", "upload", after=100_000)
    ...
    assert manager.jobs[0].settings["frames"] == "1-10"
    assert [record.status for record in manager.requests_of("submitJob")] == [503, 503, 200]
    manager.finish()                                       # the last job completes
```

Every request is validated against ``manager_client/openapi.yaml`` and rejected in the real Manager's words. Every
answer is validated, too: one that breaks the definition in a way that ``deviations`` does not list fails the test when
the ``with`` block ends. ``python tests/support/manager --help`` runs the Manager alone, for any client.
"""

from __future__ import annotations

from .job_types import ALL as ALL_JOB_TYPES
from .job_types import HOSTILE, ODD, SHIPPED
from .manager import ManagerServer
from .variables import Variable

__all__ = ["ALL_JOB_TYPES", "HOSTILE", "ODD", "SHIPPED", "ManagerServer", "Variable"]
