"""The deliveries file of a marketplace: a row for each line of an order, amounts on the last one only."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from seeds_gen.chunk import Bools, Ints
from seeds_gen.feeds.marketplaces import Market
from seeds_gen.feeds.markets import DELIVERIES
from seeds_gen.rng import Rng
from seeds_gen.shops.markets.baskets import CANCELLED, COMPLETED, DISPATCHED, ORDERED, Baskets
from seeds_gen.shops.markets.orders import OrderLines
from seeds_gen.shops.markets.text import amounts, dashed, where
from seeds_gen.shops.text import cents, index, looked_up

# Task statuses by the status of the order; the second one is rarer.
_TASK_STATUSES = {
    ORDERED: ("Unassigned", "Assigned"),
    DISPATCHED: ("In Transit", "Assigned"),
    COMPLETED: ("Completed", "Completed"),
    CANCELLED: ("Failed", "Cancelled"),
}
TASK_STATUSES: tuple[str, ...] = tuple(name for pair in _TASK_STATUSES.values() for name in pair)
_NO_RIDER = (0, 7)  # unassigned, cancelled
_SECOND_STATUS = 0.3
_AGENTS = 14
_AGENT_IDS = pl.Series([str(1_106_720 + 7 * number) for number in range(_AGENTS)])
_MEASURED = 0.8  # of the completed tasks, those whose way was measured
_NOWHERE = 0.01  # of these, the share that ends where nobody lives
_IMPLAUSIBLE_M = 100_000
_SHORT_SPELLING = 0.02


@dataclass(frozen=True)
class TaskLines:
    """Rows of a deliveries file.

    Attributes:
        frame: The columns.
        flags: For each rule that flags rows without refusing them, the rows it flags.
        measured: Rows with an agent and a plausible distance: losing the agent there is seen at once.
    """

    frame: pl.DataFrame
    flags: Mapping[str, Bools]
    measured: Bools


def print_tasks(rng: Rng, market: Market, baskets: Baskets, orders: OrderLines, first_task: int) -> TaskLines:
    """Turn numbers into columns, row by row those of the orders file."""
    count, line, last = len(baskets.customer), baskets.order, baskets.last_line
    numbers = pl.Series(first_task + np.arange(count)).cast(pl.String)
    status = 2 * baskets.status + (rng.random(count) < _SECOND_STATUS)
    absent = np.isin(status, _NO_RIDER)
    done = baskets.status == COMPLETED
    measured = done & (rng.random(count) < _MEASURED)
    metres = np.where(
        rng.random(count) < _NOWHERE,
        rng.integers(2_000_000, 9_000_000, count),
        (rng.exponential(4_000, count)).astype(np.int64).clip(3, 60_000),
    )
    minutes = np.where(done, rng.integers(12, 20_000, count), 0)
    by_last = orders.frame.select("Order ID", "Description").filter(pl.Series(last))
    by_order = pl.DataFrame(
        {
            "Task_ID": numbers,
            "Order_ID": pl.select(pl.format('"YR-{},0"', by_last["Order ID"])).to_series(),
            "Notes": by_last["Description"].replace(["null", "-"], ""),
            "Relationship": _relations(numbers, first_task, market),
            "Agent_ID": dashed(rng.integers(0, _AGENTS, count), ~absent, _AGENT_IDS.gather),
            "Distance(m)": dashed(metres, measured, pl.Series),
            "Total_Time_Taken(min)": dashed(minutes, ~absent, lambda numbers: pl.Series(numbers / 100)),
            "Task_Status": pl.Series(TASK_STATUSES).gather(status),
            **_places(rng, market, count),
        }
    )[index(line)]
    # What belongs to an order is on the last of its rows; the others have a dash.
    on_last = pl.DataFrame(
        {
            "Tip": _with_symbol(market, baskets.tip),
            "Delivery_Charges": _with_symbol(market, baskets.delivery),
            "Discount": _with_symbol(market, baskets.discount),
            "Subtotal": amounts(baskets.goods),
            "Payment_Type": pl.Series(market.payments).gather(orders.payment),
        }
    )
    dashes = pl.DataFrame({name: ["-"] for name in on_last.columns})
    on_last = pl.concat([on_last, dashes], rechunk=True)[index(np.where(last, line, count))]
    frame = by_order.with_columns(
        pl.lit("Default Team").alias("Team_Name"),
        pl.lit("Delivery").alias("Task_Type"),
        *(pl.lit("-").alias(name) for name in ("Ref_Images", "Review", "Promo_Applied", "Special_Instructions")),
        pl.lit("0").alias("Rating"),
        pl.lit("").alias("Tags"),
        pl.lit("Order_Details").alias("Custom_Template_ID"),
        pl.Series("Task_Details_QTY", baskets.quantity),
        _priced(rng, market, baskets.amount).alias("Task_Details_AMOUNT"),
        *on_last,
        *(pl.lit("-").alias(name) for name in ("Task_Category", "Earning", "Pricing")),
    ).select(DELIVERIES[market.name].columns)
    nobody = absent[line]
    far = (measured & (metres > _IMPLAUSIBLE_M))[line]
    flags = {
        "MARKETS_DELIVERIES_AGENT_MISSING": nobody,
        "MARKETS_DELIVERIES_DISTANCE_IMPLAUSIBLE": far,
        "MARKETS_DELIVERIES_RELATIONSHIP_DAMAGED": np.full(len(line), market.damaged),
    }
    return TaskLines(frame, flags, measured[line] & ~far & ~nobody)


def _relations(numbers: pl.Series, first_task: int, market: Market) -> pl.Series:
    """Write thirty digits that begin with the task's number, or what a spreadsheet leaves of them."""
    if not market.damaged:
        return numbers + "160471239584710236587"
    return looked_up((first_task + np.arange(len(numbers))) // 1_000_000, lambda each: cents(each) + "E+29")


def _places(rng: Rng, market: Market, count: int) -> dict[str, pl.Series]:
    """Write where the customers are, in the market that asks them: around its capital; `0` where nobody said."""
    known = rng.random(count) < (0.4 if market.name == "kenya" else 0.0)
    south, east = rng.integers(-1_400_000, -1_150_000, count), rng.integers(36_650_000, 37_050_000, count)
    return {
        name: where(known, each, lambda micro: pl.Series(micro / 1e6), otherwise="0")
        for name, each in (("Latitude", south), ("Longitude", east))
    }


def _with_symbol(market: Market, hundredths: Ints) -> pl.Series:
    return looked_up(hundredths // 100, lambda units: f"{market.symbol} " + pl.Series(units).cast(pl.String) + ".00")


def _priced(rng: Rng, market: Market, hundredths: Ints) -> pl.Series:
    """Write the amounts of lines, a few of them the short way: `₦9.0`."""
    short = (rng.random(len(hundredths)) < _SHORT_SPELLING).astype(np.int64)
    before, after = pl.Series([f"{market.symbol} ", market.symbol]), pl.Series([".00", ".0"])
    return pl.select(pl.concat_str(before.gather(short), pl.Series(hundredths // 100), after.gather(short))).to_series()
