"""The gift shop: invoices of a day or of a few hours, in one csv feed."""
