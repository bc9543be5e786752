"""Marts that are made anew with each build, made wrong afterwards, by the test that says so."""

WRONG_MARTS = {
    "cohorts_equal_customers_kpi_customer_retention": (
        "update build_kpi.kpi_customer_retention set customer_count = customer_count - 1"
        " where months_since_first_order = 0"
    ),
    "orders_equal_customer_days_kpi_new_vs_repeat": (
        "update build_kpi.kpi_new_vs_repeat set first_order_count = first_order_count + 1"
    ),
    "windows_equal_days_customer_order_metrics": (
        "update build_kpi.customer_order_metrics set order_count = order_count + 1"
    ),
    "entries_equal_cohorts_product_entry_value": (
        "update build_kpi.product_entry_value set customer_count = customer_count + 1"
    ),
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
    "refunds_add_up_kpi_refunds": (
        "insert into build_kpi.kpi_refunds (date_id, refund_date, source, market, currency_code, refund_count,"
        " line_count, known_sale_count, refund_count_within_7_days, refund_count_within_30_days, refund_amount)"
        " values (20200101, '2020-01-01', 'retail', 'retail', 'GBP', 1, 1, 0, 0, 0, 1)"
    ),
    "pairs_equal_baskets_basket_affinity": (
        "insert into build_kpi.basket_affinity (product_id, other_product_id, source, market, product_order_count,"
        " other_product_order_count, pair_order_count, support, confidence, other_confidence, lift)"
        " values ('retail:85123A', 'retail:nothing', 'retail', 'retail', 999999, 999999, 999999, 1, 1, 1, 1)"
    ),
}
