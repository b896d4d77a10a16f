"""GitHub's REST API as far as the workflows need it (https://docs.github.com/en/rest).

The token, the repository and the address come from the environment that GitHub gives to every step.
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from aksnet.errors import AksnetError

BOT: Final = "github-actions[bot]"
"""Who writes with the token of a workflow."""
_ADDRESS: Final = "https://api.github.com"
_SECONDS: Final = 30
_PAGE: Final = 100
_PAGES: Final = 50


class GitHubError(AksnetError):
    """Raised when GitHub cannot be asked, or refuses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GitHub:
    """One repository on GitHub."""

    repository: str
    token: str
    address: str = _ADDRESS

    @classmethod
    def of_environment(cls) -> "GitHub":
        """Return the repository that a workflow runs in."""
        try:
            return cls(
                repository=os.environ["GITHUB_REPOSITORY"],
                token=os.environ["GITHUB_TOKEN"],
                address=os.environ.get("GITHUB_API_URL", _ADDRESS),
            )
        except KeyError as fault:
            raise GitHubError(
                f"{fault} is not set: this runs in a workflow, with the token in its environment."
            ) from None

    def get(self, path: str, **query: str | int) -> Any:
        """Return what is at a path below the repository."""
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def pages(self, path: str, **query: str | int) -> Iterator[Any]:
        """Yield every entry of a list, page after page."""
        for number in range(1, _PAGES + 1):
            found = self.get(path, **query, per_page=_PAGE, page=number)
            yield from found
            if len(found) < _PAGE:
                return

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Make something new."""
        return self._ask("POST", path, body)

    def patch(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change what is there."""
        return self._ask("PATCH", path, body)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        request = Request(  # noqa: S310 - the address is GitHub's own, from the runner
            f"{self.address}/repos/{self.repository}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return json.load(answer)
        except HTTPError as fault:
            said = _message(fault.read())
            raise GitHubError(f"GitHub answered {method} {path} with {fault.code}: {said}") from None
        except (URLError, TimeoutError) as fault:
            raise GitHubError(f"GitHub cannot be reached for {method} {path}: {fault}") from None


def _message(body: bytes) -> str:
    try:
        return str(json.loads(body)["message"])
    except (ValueError, KeyError, TypeError):
        return "no reason was given"
