"""The web shop: five csv files a day and the trigger that releases them."""
