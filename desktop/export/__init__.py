"""Files that leave the program: CSV, XLSX, clipboard; no Qt."""
