"""Hand-made files of the shops, small enough to work out the expected answers in one's head."""

import json
from pathlib import Path
from typing import Any

from warehouse.settings import get_settings

RETAIL_HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
STOREFRONT_HEADERS = {
    "orders": "order_id,customer_id,product_id,order_date,order_amount,currency,payment_method,shipping_address,"
    "order_status,created_timestamp",
    "customers": "customer_id,first_name,last_name,email,phone,date_of_birth,registration_date,address,city,state,"
    "zip_code,country,customer_tier,last_login,created_timestamp",
    "products": "product_id,product_name,category,subcategory,brand,price,currency,stock_quantity,weight_kg,"
    "dimensions_cm,color,material,description,launch_date,discontinued,created_timestamp",
    "inventory": "inventory_id,product_id,warehouse_id,warehouse_name,location,stock_quantity,reserved_quantity,"
    "available_quantity,reorder_level,last_restocked,last_audit,created_timestamp",
    "shipping": "shipping_id,order_id,tracking_number,carrier,service_type,origin_warehouse,destination_address,"
    "shipping_cost,currency,estimated_delivery,actual_delivery,shipping_status,package_weight,package_dimensions,"
    "insurance_value,created_timestamp",
}


def landing() -> Path:
    """The landing zone of the test's home."""
    return get_settings().home / "landing"


def invoice_line(invoice: object, code: str = "85123A", quantity: int = 6, price: str = "2.55") -> str:
    """One ordinary retail line."""
    return f"{invoice},{code},WHITE HANGING HEART,{quantity},2010-12-01 08:26:00,{price},17850.0,United Kingdom"


def retail_file(name: str, lines: list[str], header: str = RETAIL_HEADER) -> Path:
    """Put a retail file into the landing zone."""
    return write(f"retail/invoices/{name}", "\n".join([header, *lines]) + "\n")


def write(relative: str, content: str | bytes) -> Path:
    """Put any file into the landing zone."""
    path = landing() / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def storefront_rows(day: str, count: int = 2) -> dict[str, list[str]]:
    """Rows of one storefront day: `count` orders, customers, products, shelves and parcels that fit together."""
    at = f"{day} 10:00:00"
    numbers = range(1, count + 1)
    return {
        "orders": [f'ORD{n},{n},P{n},{day},{n}0.50,USD,paypal,"{n} Main St, York",pending,{at}' for n in numbers],
        "customers": [
            f"{n},Ann,Lee,a{n}@shop.example,555-010{n},1985-03-15,2024-01-15,{n} Main St,York,NY,10001,USA,gold,"
            f"{at},{at}"
            for n in numbers
        ],
        "products": [
            f"P{n},Lamp,Home,Light,Lux,{n}0.50,USD,50,0.3,20x15x8,Black,Steel,A lamp,2024-01-15,false,{at}"
            for n in numbers
        ],
        "inventory": [f"I{n},P{n},WH1,York,A1,50,5,45,10,2025-01-10,2025-01-14,{at}" for n in numbers],
        "shipping": [
            f"S{n},ORD{n},TRK{n},UPS,Ground,WH1,{n} Main St,8.99,USD,{day},,in_transit,0.3,20x15x8,50.00,{at}"
            for n in numbers
        ],
    }


def storefront_file(entity: str, day: str, rows: list[str], header: str | None = None) -> Path:
    """Put one storefront file into the landing zone."""
    lines = [header or STOREFRONT_HEADERS[entity], *rows]
    return write(f"storefront/{entity}_{day.replace('-', '_')}.csv", "\n".join(lines) + "\n")


def storefront_files(day: str, count: int = 2) -> dict[str, Path]:
    """Put the five files of a day into the landing zone."""
    return {entity: storefront_file(entity, day, rows) for entity, rows in storefront_rows(day, count).items()}


def trigger(day: str, **changes: Any) -> Path:
    """Put a day's trigger into the landing zone; `changes` replaces keys."""
    content = {
        "trigger_id": f"batch_{day}",
        "batch_date": day,
        "data_files_ready": True,
        "expected_files": [f"{entity}_{day.replace('-', '_')}.csv" for entity in STOREFRONT_HEADERS],
        "trigger_timestamp": f"{day}T10:00:00Z",
    } | changes
    return write(f"storefront/trigger_{day.replace('-', '_')}.json", json.dumps(content))
