"""Names, default ranges and subnets that follow from the settings."""
