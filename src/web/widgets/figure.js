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
  const grid = dark ? '#44474d' : '#d5d8dc'; // in 3-D a colour that lets others through is drawn in full
  const scene = { ...axis, gridcolor: grid, zerolinecolor: grid, linecolor: grid, nticks: 6, backgroundcolor: 'rgba(0,0,0,0)', showbackground: false };
  const polar = { gridcolor: line, linecolor: line, tickcolor: line, tickfont: { color: soft } };
  const bar = { colorbar: { outlinewidth: 0, tickcolor: line, tickfont: { color: soft }, thickness: 12 } };
  return {
    layout: {
      font: { family: 'system-ui, sans-serif', size: 12, color: text },
      title: { font: { size: 14 }, x: 0, xref: 'paper', xanchor: 'left' },
      annotationdefaults: { font: { color: soft }, bgcolor: dark ? 'rgba(0,0,0,0.5)' : 'rgba(255,255,255,0.7)' },
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', colorway,
      margin: { l: 56, r: 16, t: 36, b: 44 },
      xaxis: axis, yaxis: { ...axis, ticklabelstandoff: 4 }, scene: { xaxis: scene, yaxis: scene, zaxis: scene },
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

/** In figures narrower than this, names and a colour bar leave their usual places. */
const crowded = 480;

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

const letter = 7.6, line = 18; // pixels that a letter and a line of a title take
const legendRoom = 30; // what LayoutJson leaves for one line of names

/** Whether a layout is a figure's, as LayoutJson writes it: names in a row above the panels. A chart of Plotly.NET has its own places for names. @param {any} layout */
const isFigures = ({ legend }) => legend?.orientation === 'h' && legend.yanchor === 'bottom';

/**
 * What stands above a figure's panels: a title in as many lines as it needs. Where there is little room for both, the names go below the panels.
 * @param {any} layout @param {number} width @param {number} height
 */
function headed({ title, legend, margin, showlegend }, width, height) {
  if (!title?.text || !isFigures({ legend })) return {};
  const lines = [''];
  for (const word of title.text.includes('<') ? [title.text] : title.text.split(' ')) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length * letter <= width - 60 || lines[lines.length - 1] === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  const below = showlegend && width < crowded;
  const top = (margin?.t ?? 36) + line * (lines.length - 1) - (below ? legendRoom : 0);
  return {
    // plotly.js lays the middle of several lines where the first one would be.
    title: { ...title, text: lines.join('<br>'), pad: { ...title.pad, t: (title.pad?.t ?? 8) + line * (lines.length - 1) / 2 } }, margin: { ...margin, t: top },
    ...(below ? { legend: { ...legend, yanchor: 'top', y: -64 / Math.max(100, height - top - 64) } } : {}),
  };
}

/** A scene is seen from farther away where it is narrow: the words of its axes stand beside it. @param {any} layout @param {number} width */
function farther({ scene }, width) {
  if (!scene?.camera?.eye || width >= crowded) return {};
  const { x, y, z } = scene.camera.eye;
  return { scene: { ...scene, camera: { ...scene.camera, eye: { x: 1.4 * x, y: 1.4 * y, z: 1.4 * z } } } };
}

/** @param {HTMLElement} plot @param {FigurePayload} payload */
function layoutOf(plot, payload) {
  const fewer = reflowed(payload, plot.clientWidth);
  const layout = fewer ?? payload.figure.layout;
  const height = fewer?.height ?? heightOf(payload);
  plot.style.height = `${height}px`;
  plot.classList.toggle('nnviz-figure', isFigures(layout));
  return {
    uirevision: 'kept', hovermode: 'closest', ...layout, ...headed(layout, plot.clientWidth, height), ...farther(layout, plot.clientWidth), template: template(themeOf(plot)),
    height, width: undefined, autosize: true,
  };
}

/** The traces; where there is little room, a lone colour bar lies above its panel, or below its scene, and does not take from its width. @param {HTMLElement} plot @param {FigurePayload} payload */
function dataOf(plot, { figure: { data, layout } }) {
  const lone = data.filter(trace => trace.colorbar && trace.showscale !== false).length === 1 && !layout.xaxis2 && layout.showlegend === false;
  if (!lone || plot.clientWidth >= crowded || (layout.title?.text && !layout.scene)) return data;
  const lying = { orientation: 'h', x: 0.5, xanchor: 'center', len: 1, ...(layout.scene ? { y: -0.02, yanchor: 'top' } : { y: 1.02, yanchor: 'bottom' }) };
  return data.map(trace => (trace.colorbar ? { ...trace, colorbar: { ...trace.colorbar, ...lying, title: { ...trace.colorbar.title, side: 'top' } } } : trace));
}

/** How wide a figure may be: a scene, or one whose axes have the same unit, would only gain empty sides. @param {FigurePayload} payload */
function widest(payload) {
  const { layout } = payload.figure;
  const width = payload.width ?? layout.width ?? ((layout.scene || layout.yaxis?.scaleanchor) && !layout.xaxis2 && !layout.scene2 ? 1.5 * heightOf(payload) : undefined);
  return width ? `${width}px` : '';
}

/** @param {HTMLElement} el @param {FigurePayload} payload */
export async function mount(el, payload) {
  const plot = h('div', { class: 'nnviz-plot', role: 'figure', 'aria-label': payload.alt, style: { maxWidth: widest(payload) } });
  el.append(plot);
  payloads.set(el, payload);
  await Plotly.newPlot(plot, dataOf(plot, payload), layoutOf(plot, payload), config);
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
  await Plotly.react(plot, dataOf(plot, payload), layoutOf(plot, payload), config);
}
