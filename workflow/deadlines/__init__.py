"""Words of a document -> rule -> date: working days, shifts, reminders, and why the date is that date.

Pure: no database, no clock, no flask. `today` and `now` are arguments, so any day can be asked about.
"""
