-- A key says nothing of itself.
select * exclude (warehouse_key)
from core.dim_warehouses
