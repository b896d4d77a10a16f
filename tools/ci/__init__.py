"""What the steps of the workflows in .github do: plain programs, each with tests on recorded events, never shipped."""
