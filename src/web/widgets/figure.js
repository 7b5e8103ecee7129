// A plotly.js figure: payload { figure: { data, layout }, height, width? }. Layouts come without colours of their own for text, lines and background;
// those are the page's, and follow it.
import { onResize, h } from '../dom.js';
import { Plotly } from '../plotly.js';
import { counts } from '../runtime.js';
import { colorway, onThemeChange, themeOf } from '../theme.js';

/** @type {Partial<import("plotly.js").Config>} */
const config = {
  displaylogo: false, showSendToCloud: false, responsive: false,
  modeBarButtonsToRemove: ['lasso2d', 'select2d', 'autoScale2d'],
};

/** The template that fills in whatever a layout leaves open. @param {import('../types').Theme} theme */
function template({ text, soft, line, surface }) {
  const axis = {
    gridcolor: line, zerolinecolor: line, linecolor: line, tickcolor: line, tickfont: { color: soft }, automargin: true,
    title: { font: { color: soft, size: 12 }, standoff: 8 },
  };
  const scene = { ...axis, backgroundcolor: 'rgba(0,0,0,0)', showbackground: false };
  const bar = { colorbar: { outlinewidth: 0, tickcolor: line, tickfont: { color: soft }, thickness: 12 } };
  return {
    layout: {
      font: { family: 'system-ui, sans-serif', size: 12, color: text },
      title: { font: { size: 14 }, x: 0, xref: 'paper', xanchor: 'left' },
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', colorway,
      margin: { l: 56, r: 16, t: 36, b: 44 },
      xaxis: axis, yaxis: axis, scene: { xaxis: scene, yaxis: scene, zaxis: scene },
      hoverlabel: { bgcolor: surface, bordercolor: line, font: { color: text } },
      legend: { bgcolor: 'rgba(0,0,0,0)' }, modebar: { bgcolor: 'rgba(0,0,0,0)', color: soft, activecolor: text },
    },
    data: { heatmap: [bar], contour: [bar], surface: [bar], scatter: [{ marker: bar }] },
  };
}

/** @param {HTMLElement} plot @param {any} payload */
function layoutOf(plot, { figure, height }) {
  return {
    uirevision: 'kept', hovermode: 'closest', ...figure.layout,
    template: template(themeOf(plot)), height: height ?? figure.layout?.height ?? 360, width: undefined, autosize: true,
  };
}

/** @param {HTMLElement} el @param {any} payload */
export async function mount(el, payload) {
  const height = payload.height ?? payload.figure.layout?.height ?? 360;
  const width = payload.width ?? payload.figure.layout?.width;
  const plot = h('div', { class: 'nnviz-plot', style: { height: `${height}px`, maxWidth: width ? `${width}px` : '' } });
  el.append(plot);
  await Plotly.newPlot(plot, payload.figure.data, layoutOf(plot, payload), config);
  counts.newPlot++;
  const stops = [
    onResize(plot, () => Plotly.Plots.resize(plot)),
    onThemeChange(plot, theme => Plotly.relayout(plot, { template: template(theme) })),
  ];
  return () => {
    stops.forEach(stop => stop());
    Plotly.purge(plot);
  };
}

/** @param {HTMLElement} el @param {any} payload */
export async function update(el, payload) {
  const plot = /** @type {HTMLElement} */ (el.firstElementChild);
  await Plotly.react(plot, payload.figure.data, layoutOf(plot, payload), config);
}
