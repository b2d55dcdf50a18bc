"""The reference pages and the man page, made from the code itself: `make reference`."""
