"""What a stack file may say: models, field types, YAML as the engine reads it, and the schema for editors."""
