"""The gift shop's feed: the lines of its invoices."""

from seeds_gen.feeds.feed import Feed

INVOICES = Feed(
    source="retail",
    name="invoices",
    columns=("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"),
    misprint=("Quantity", "7777"),
    vital="UnitPrice",
    text="Description",
    optional="CustomerID",
    money="UnitPrice",
    money_rule="UNIT_PRICE",
    date="InvoiceDate",
    date_rule="INVOICE_DATE",
    whole_number="Quantity",
    whole_number_rule="QUANTITY",
)
