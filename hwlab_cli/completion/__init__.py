"""What can stand next on a command line: asked by the shells' completion scripts."""
