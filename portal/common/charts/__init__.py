"""Charts drawn on the server as SVG: the same markup on screen, on paper and in a PDF.

Colours stand in presentation attributes, which WeasyPrint prints; on screen the classes of static/css/charts.css
override them, for the dark. Every chart says its finding in words (`title`), and the page puts the same numbers into
a table beside it. Text keeps its size because each chart is drawn for two widths (`Pair`), of which one is shown.
"""

from portal.common.charts.bars import Bar, component_bars
from portal.common.charts.bump import BumpLine, bump
from portal.common.charts.dot_strip import Dot, Mark, dot_strip
from portal.common.charts.drawing import LARGE, SMALL, Pair, pair
from portal.common.charts.heatmap import HeatRow, heatmap
from portal.common.charts.layers import Layers, layer_bar
from portal.common.charts.slope import Slope, slope
from portal.common.charts.sparkline import sparkline
from portal.common.charts.target_path import PathPoint, PathWords, target_path
from portal.common.charts.waterfall import Fall, waterfall

__all__ = [
    "LARGE",
    "SMALL",
    "Bar",
    "BumpLine",
    "Dot",
    "Fall",
    "HeatRow",
    "Layers",
    "Mark",
    "Pair",
    "PathPoint",
    "PathWords",
    "Slope",
    "bump",
    "component_bars",
    "dot_strip",
    "heatmap",
    "layer_bar",
    "pair",
    "slope",
    "sparkline",
    "target_path",
    "waterfall",
]
