"""Tables that people keep in a spreadsheet, in and out: CSV (UTF-8) and XLSX, as rows of plain text."""
