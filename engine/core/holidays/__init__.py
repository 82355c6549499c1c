"""Holiday notices: what they say, how their text is read, and what they change in a calendar. All pure.

`notice` has the values, `stream` and `sentences` read the published text, `reading` puts the days together and
checks them, `book` holds every version of the days and tells what a notice would change.
"""
