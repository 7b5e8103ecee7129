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
function template({ dark, text, soft, line, surface }) {
  const axis = {
    gridcolor: line, zerolinecolor: line, linecolor: line, tickcolor: line, tickfont: { color: soft }, automargin: true,
    title: { font: { color: soft, size: 12 }, standoff: 8 },
  };
  const scene = { ...axis, backgroundcolor: 'rgba(0,0,0,0)', showbackground: false };
  const polar = { gridcolor: line, linecolor: line, tickcolor: line, tickfont: { color: soft } };
  const bar = { colorbar: { outlinewidth: 0, tickcolor: line, tickfont: { color: soft }, thickness: 12 } };
  return {
    layout: {
      font: { family: 'system-ui, sans-serif', size: 12, color: text },
      title: { font: { size: 14 }, x: 0, xref: 'paper', xanchor: 'left' },
      annotationdefaults: { font: { color: soft }, bgcolor: dark ? 'rgba(0,0,0,0.5)' : 'rgba(255,255,255,0.7)' },
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', colorway,
      margin: { l: 56, r: 16, t: 36, b: 44 },
      xaxis: axis, yaxis: axis, scene: { xaxis: scene, yaxis: scene, zaxis: scene },
      polar: { bgcolor: 'rgba(0,0,0,0)', angularaxis: polar, radialaxis: polar },
      hoverlabel: { bgcolor: surface, bordercolor: line, font: { color: text } },
      legend: { bgcolor: 'rgba(0,0,0,0)', itemsizing: 'constant' }, modebar: { bgcolor: 'rgba(0,0,0,0)', color: soft, activecolor: text },
    },
    data: { heatmap: [bar], contour: [bar], surface: [bar], scatter: [{ marker: bar }] },
  };
}

/** @typedef {import('../types').FigurePayload} FigurePayload */

/** Panels narrower than this go to further rows, unless the payload says otherwise. */
const narrow = 300;

/** @type {WeakMap<HTMLElement, FigurePayload>} what each element shows */
const payloads = new WeakMap();

/**
 * The layout with its panels in fewer columns, where they would be too narrow side by side; undefined where there is room, or where colour bars and 3-D
 * scenes have places of their own.
 * @param {FigurePayload} payload @param {number} width
 */
function reflowed({ figure: { data, layout }, height, panelWidth = narrow }, width) {
  const panels = Object.keys(layout).filter(name => /^xaxis\d*$/.test(name)).map(name => name.slice(5));
  const before = new Set(panels.map(panel => layout[`xaxis${panel}`].domain?.[0])).size;
  const columns = Math.max(1, Math.min(before, Math.floor(width / panelWidth)));
  if (columns === before || data.some(trace => trace.colorbar || trace.marker?.colorbar || trace.scene)) return undefined;
  const rows = Math.ceil(panels.length / columns);
  const tall = heightOf({ figure: { data, layout }, height }) * rows / Math.ceil(panels.length / before);
  /** The domain of part i of n with gaps of so many pixels between them. @param {number} i @param {number} n @param {number} gap */
  const part = (i, n, gap) => {
    const size = (1 - (n - 1) * gap) / n;
    return [i * (size + gap), Math.min(1, i * (size + gap) + size)];
  };
  const axes = panels.flatMap((panel, i) => {
    const [top, bottom] = part(Math.floor(i / columns), rows, Math.min(0.5 / rows, 76 / tall));
    return [
      [`xaxis${panel}`, { nticks: 4, tickangle: 0, ...layout[`xaxis${panel}`], domain: part(i % columns, columns, 56 / width) }],
      [`yaxis${panel}`, { ...layout[`yaxis${panel}`], domain: [1 - bottom, 1 - top] }],
    ];
  });
  return { ...layout, ...Object.fromEntries(axes), height: tall };
}

/** @param {FigurePayload} payload */
const heightOf = ({ figure, height }) => height ?? figure.layout.height ?? 360;

/** @param {HTMLElement} plot @param {FigurePayload} payload */
function layoutOf(plot, payload) {
  const fewer = reflowed(payload, plot.clientWidth);
  const height = fewer?.height ?? heightOf(payload);
  plot.style.height = `${height}px`;
  return {
    uirevision: 'kept', hovermode: 'closest', ...fewer ?? payload.figure.layout, template: template(themeOf(plot)), height, width: undefined, autosize: true,
  };
}

/** @param {HTMLElement} el @param {FigurePayload} payload */
export async function mount(el, payload) {
  const width = payload.width ?? payload.figure.layout.width;
  const plot = h('div', { class: 'nnviz-plot', role: 'figure', 'aria-label': payload.alt, style: { maxWidth: width ? `${width}px` : '' } });
  el.append(plot);
  payloads.set(el, payload);
  await Plotly.newPlot(plot, payload.figure.data, layoutOf(plot, payload), config);
  counts.newPlot++;
  const stops = [
    onResize(plot, () => update(el, /** @type {FigurePayload} */ (payloads.get(el)))),
    onThemeChange(plot, theme => Plotly.relayout(plot, { template: template(theme) })),
  ];
  return () => {
    stops.forEach(stop => stop());
    Plotly.purge(plot);
  };
}

/** @param {HTMLElement} el @param {FigurePayload} payload */
export async function update(el, payload) {
  payloads.set(el, payload);
  const plot = /** @type {HTMLElement} */ (el.firstElementChild);
  await Plotly.react(plot, payload.figure.data, layoutOf(plot, payload), config);
}
