"""Azure Resource Manager as both recovery and the sandbox need it: ids, values, and the catalogue of resource types."""
