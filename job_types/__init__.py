"""What job types declare: settings, their values and defaults, and the expressions that compute them."""
