"""The two grocery marketplaces: customers as JSON, orders and deliveries as csv, a file a day of each."""
