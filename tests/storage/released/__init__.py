"""A file of each schema version that was released, as SQL, and what the release itself answered from it."""
