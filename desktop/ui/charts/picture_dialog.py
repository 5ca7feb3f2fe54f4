"""The size of exported pictures: centimetres, points, light or dark; remembered for all charts."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QWidget,
)

from desktop.viewmodels.settings import Settings


class PictureDialog(QDialog):
    """Writes what is chosen into the settings when it is accepted."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Size of pictures")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.width_box = self._centimetres("Width", settings.chart_width_mm, 6.0, 60.0)
        self.height_box = self._centimetres("Height", settings.chart_height_mm, 4.0, 80.0)
        self.points = QSpinBox(self)
        self.points.setAccessibleName("Text size")
        self.points.setRange(6, 16)
        self.points.setSuffix(" pt")
        self.points.setValue(settings.chart_points)
        self.dark = QCheckBox("on a dark ground", self)
        self.dark.setChecked(settings.chart_dark)
        note = QLabel("A chart that needs more height for its rows gets it, and says so.", self)
        note.setWordWrap(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow("Width", self.width_box)
        form.addRow("Height, at least", self.height_box)
        form.addRow("Text", self.points)
        form.addRow("", self.dark)
        form.addRow(note)
        form.addRow(buttons)

    def _centimetres(self, name: str, millimetres: int, least: float, most: float) -> QDoubleSpinBox:
        box = QDoubleSpinBox(self)
        box.setAccessibleName(name)
        box.setDecimals(1)
        box.setRange(least, most)
        box.setSuffix(" cm")
        box.setValue(millimetres / 10)
        return box

    @Slot()
    def _on_accepted(self) -> None:
        settings = self._settings
        settings.chart_width_mm = round(self.width_box.value() * 10)
        settings.chart_height_mm = round(self.height_box.value() * 10)
        settings.chart_points = self.points.value()
        settings.chart_dark = self.dark.isChecked()
        self.accept()
