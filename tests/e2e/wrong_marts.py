"""Marts that are made anew with each build, made wrong afterwards, by the test that says so."""

WRONG_MARTS = {
    "adds_up_to_orders_kpi_payments": "update build_kpi.kpi_payments set order_count = order_count + 1",
    "adds_up_to_orders_kpi_discounts": "update build_kpi.kpi_discounts set discount_amount = discount_amount + 1",
    "adds_up_to_orders_seasonal_analysis": "update build_kpi.seasonal_analysis set sold_quantity = sold_quantity + 1",
    "products_equal_months_kpi_top_products": "update build_kpi.kpi_top_products set order_count = order_count + 1",
    "products_equal_months_product_analytics": "delete from build_kpi.product_analytics where order_count > 0",
    "rows_of_fact_order_anomalies": (
        "insert into build_kpi.order_anomalies (order_id, source, market, date_id, currency_code, gross_amount,"
        " z_score, compared_order_count, mean_amount, standard_deviation_amount, median_amount,"
        " median_deviation_amount)"
        " select order_id, source, market, date_id, currency_code, gross_amount + 1, 1, 1, 1, 1, 1, 1"
        " from build_core.fct_orders where order_id = 'retail:31'"
    ),
    "rows_of_fact_quantity_anomalies": (
        "insert into build_kpi.quantity_anomalies (sale_id, source, market, date_id, order_id, product_id, quantity,"
        " currency_code, total_price, compared_line_count, median_quantity, deviation_score,"
        " standard_deviation_quantity) select sale_id || '?', source, market, date_id, order_id, product_id, quantity,"
        " currency_code, total_price, 1, 1, 1, 1 from build_core.fct_sales where order_id = 'retail:31'"
    ),
    "pairs_equal_baskets_basket_affinity": (
        "insert into build_kpi.basket_affinity (product_id, other_product_id, source, market, product_order_count,"
        " other_product_order_count, pair_order_count, support, confidence, other_confidence, lift)"
        " values ('retail:85123A', 'retail:nothing', 'retail', 'retail', 999999, 999999, 999999, 1, 1, 1, 1)"
    ),
}
