"""The secrets of this clone: made once, kept in .local, worth nothing anywhere else."""

import base64
import json
import os
import secrets
import shutil
from pathlib import Path


def load(local: Path, clusters: Path) -> dict[str, str]:
    """Environment variables with secrets, the same at every start; only we may read the file.

    With new secrets data starts anew too: what older ones have sealed, they cannot open. So the
    private database in `clusters` goes when `local` has lost its secrets.
    """
    file = local / "secrets.json"
    if file.exists():
        return json.loads(file.read_text())
    for cluster in clusters.glob("cluster-*"):
        shutil.rmtree(cluster)
    made = generate()
    local.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as target:
        json.dump(made, target, indent=2)
    draft.rename(file)
    return made


def generate() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "DIGEST_KEY": secrets.token_hex(32),
        "SEAL_KEYS": base64.b64encode(secrets.token_bytes(32)).decode(),
        "STRIPE_SECRET_KEY": f"sk_test_standin{secrets.token_hex(12)}",
        "STRIPE_WEBHOOK_SECRETS": f"whsec_{secrets.token_hex(24)}",
    }
