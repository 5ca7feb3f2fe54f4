"""Charts painted with pyqtgraph. Nothing outside imports these modules before a chart is asked for."""
