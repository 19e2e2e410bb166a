"""Screens of reporting, by noun: the report, its way, the inbox, lists, periods."""
