"""The events service: routes, subscriptions and schemas."""
