"""What openpyxl, which is not ours, reads in a workbook: sheets with their rows, the types of their cells (as in
"sndb": text, number, date, truth) and the colours of filled ones, as JSON."""

import json
import sys

from openpyxl import load_workbook

with open(sys.argv[1], "rb") as file:  # a path would be judged by its ending
    book = load_workbook(file)
sheets = {}
for sheet in book.worksheets:
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    types = ["".join(cell.data_type for cell in row) for row in sheet.iter_rows()]
    filled = {c.coordinate: c.fill.start_color.rgb for row in sheet.iter_rows() for c in row if c.fill.fill_type == "solid"}
    sheets[sheet.title] = {"rows": rows, "types": types, "filled": filled}
json.dump(sheets, sys.stdout, default=str)
