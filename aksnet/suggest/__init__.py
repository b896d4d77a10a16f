"""From needs to a mode, a layout of addresses and a complete stack file."""
