// The part of plotly.js that NNViz draws with, and what charts of Plotly.NET mostly are: no map or geo traces (they fetch tiles), nothing that
// WebGL alone would need twice.
import core from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';
import barpolar from 'plotly.js/lib/barpolar';
import box from 'plotly.js/lib/box';
import candlestick from 'plotly.js/lib/candlestick';
import contour from 'plotly.js/lib/contour';
import funnel from 'plotly.js/lib/funnel';
import heatmap from 'plotly.js/lib/heatmap';
import histogram from 'plotly.js/lib/histogram';
import histogram2d from 'plotly.js/lib/histogram2d';
import histogram2dcontour from 'plotly.js/lib/histogram2dcontour';
import image from 'plotly.js/lib/image';
import mesh3d from 'plotly.js/lib/mesh3d';
import ohlc from 'plotly.js/lib/ohlc';
import pie from 'plotly.js/lib/pie';
import scatter3d from 'plotly.js/lib/scatter3d';
import scatterpolar from 'plotly.js/lib/scatterpolar';
import surface from 'plotly.js/lib/surface';
import violin from 'plotly.js/lib/violin';
import waterfall from 'plotly.js/lib/waterfall';
core.register([
  bar, barpolar, box, candlestick, contour, funnel, heatmap, histogram, histogram2d, histogram2dcontour, image, mesh3d, ohlc, pie,
  scatter3d, scatterpolar, surface, violin, waterfall,
]);
export const Plotly = core;
