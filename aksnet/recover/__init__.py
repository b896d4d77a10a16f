"""The way back after an up that broke off: adopt what exists, forget what does not, write nothing to any cloud."""
