"""Generator of manager_client's models and API classes from its openapi.yaml."""
