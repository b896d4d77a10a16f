"""Facts about AKS as data: axes, the table of modes, formulas. Nothing here knows a setting."""
