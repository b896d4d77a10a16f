"""The command line `aksnet`. Importing it costs nothing: each command imports what it needs when it is called."""
