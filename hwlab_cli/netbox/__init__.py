"""NetBox: what it is asked, what it answers, and what that means. Knows nothing of the op log."""
