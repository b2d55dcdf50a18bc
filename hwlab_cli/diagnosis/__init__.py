"""Is everything as it should be? One file for each subject that is looked at, faults told."""
