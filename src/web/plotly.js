// The part of plotly.js that NNViz draws with: no map or geo traces (they fetch tiles), nothing that WebGL alone would need twice.
import core from 'plotly.js/lib/core';
import bar from 'plotly.js/lib/bar';
import box from 'plotly.js/lib/box';
import contour from 'plotly.js/lib/contour';
import heatmap from 'plotly.js/lib/heatmap';
import histogram from 'plotly.js/lib/histogram';
import image from 'plotly.js/lib/image';
import scatter3d from 'plotly.js/lib/scatter3d';
import surface from 'plotly.js/lib/surface';
core.register([bar, box, contour, heatmap, histogram, image, scatter3d, surface]);
export const Plotly = core;
