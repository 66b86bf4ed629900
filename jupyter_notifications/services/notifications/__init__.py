"""The notifications service: routes, rules and hints."""
