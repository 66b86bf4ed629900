"""What ``doctor`` looks at: one module a part of the installation, each with functions that give findings."""
