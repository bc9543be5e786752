"""The mobile shop: events as JSON, orders as csv, and a workbook of its stock once a week."""
