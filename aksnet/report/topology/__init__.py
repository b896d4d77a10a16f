"""What is connected to what in a stack, and the pictures of it: beside each other, and in one column for a phone."""
