"""Reports of a verdict: for a terminal, for programs, for a build server, for a pull request."""
