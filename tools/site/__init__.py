"""The documentation as a site: `make site` builds it from the Markdown of the repository, every link checked."""
