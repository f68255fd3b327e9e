"""Published figures: read, checked against each other, and what the fit may see of them."""

from inburgerregels.policy.figures.checking import Checked, check
from inburgerregels.policy.figures.figure import FIT, JUDGE, Column, Figure, Row, Table
from inburgerregels.policy.figures.fitting import Figures, ForFit, load_figures
from inburgerregels.policy.figures.reading import PUBLISHED, Published, read_published

__all__ = [
    "FIT",
    "JUDGE",
    "PUBLISHED",
    "Checked",
    "Column",
    "Figure",
    "Figures",
    "ForFit",
    "Published",
    "Row",
    "Table",
    "check",
    "load_figures",
    "read_published",
]
