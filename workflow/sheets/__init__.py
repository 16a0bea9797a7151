"""Tables as files of a spreadsheet: a list written with its types, a file of somebody else's read with care."""
