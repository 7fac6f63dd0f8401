"""Job types: their settings, the values and defaults of these, and the expressions that compute them."""
