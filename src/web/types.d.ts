/** Ends a widget: stops its observers and frees what it holds. */
export type Dispose = () => void;

/** A widget draws a payload into an element of its own. It may be mounted any number of times, and knows no ids. */
export interface Widget {
  mount(el: HTMLElement, payload: any): Dispose | Promise<Dispose>;
  /** Takes a newer payload for a living widget; without it, a live widget is drawn anew. */
  update?(el: HTMLElement, payload: any): void | Promise<void>;
  /** The widget adds to the static content (a tree) in place of covering it (a chart over its picture). */
  enhances?: boolean;
}

/** What an output's script pushes onto the queue. */
export interface Entry {
  key: string;
  widget: string;
  live?: boolean;
  payload: any;
}

/** Numbers as base64, as plotly.js reads them. */
export interface TypedArray {
  dtype: 'i1' | 'u1' | 'i2' | 'u2' | 'i4' | 'u4' | 'f4' | 'f8';
  bdata: string;
  shape?: string;
}

/** The colours to draw with, taken from the page around an output. */
export interface Theme {
  dark: boolean;
  text: string;
  soft: string;
  line: string;
  surface: string;
}

/** A colour scale: 256 colours from low to high, and those of values that are no number. */
export interface Scale {
  low: number;
  high: number;
  /** 256 × 3 bytes in base64. */
  colors: string;
  nan: string;
  positiveInfinity: string;
  negativeInfinity: string;
  /** Numbers beyond the scale; the scale's own ends if left out. */
  above?: string;
  below?: string;
}

/** Cells that were rounded to whole steps: value = low + step × code; the three highest codes are −Inf, +Inf and NaN. */
export interface Quantised {
  low: number;
  step: number;
}

// What each widget's payload holds. C# writes these; the names here are the contract.

/** figure, live: a plotly.js figure. Layouts leave text, line and background colours open: they follow the page. */
export interface FigurePayload {
  figure: { data: any[]; layout: any };
  /** CSS pixels; the figure is as wide as its place, but no wider than `width`. */
  height?: number;
  width?: number;
  /** Panels narrower than so many CSS pixels go to further rows; 300 if left out. */
  panelWidth?: number;
  /** What it shows, in words. */
  alt?: string;
}

/** history: a figure whose traces can be smoothed and whose value axes can be logarithmic. */
export interface HistoryPayload extends FigurePayload {
  /** For each trace that can be smoothed its number and, where the trace shows extremes only, the means to draw and smooth in its place. */
  trends: { trace: number; x?: TypedArray; y?: TypedArray }[];
  /** The layout's names of the value axes: 'yaxis', 'yaxis2', … */
  valueAxes: string[];
}

/** One axis of a tensor: cell i stands for the tensor's own index indices[i], or for the block from i × step on. */
export interface Axis {
  name: string;
  /** The axis's size in the tensor. */
  size: number;
  /** Cells of a block, 1 if left out. */
  step?: number;
  indices?: number[];
  labels?: string[];
}

/** tensor: a heatmap of two axes, with a slider for each other axis. */
export interface TensorPayload {
  axes: Axis[];
  /** Row-major over all axes, each with its number of cells. */
  cells: TypedArray;
  quantised?: Quantised;
  scale: Scale;
  /** The axes drawn down and across; the last two if left out, or one row where there is one axis only. */
  rows?: number;
  columns?: number;
  /** What a cell that stands for a block holds, for example 'value farthest from zero'. */
  block?: string;
  alt?: string;
}

/** gallery: tiles of one size, by page, one of them enlarged; from cells and a scale, or cut from one picture (RGB). */
export interface GalleryPayload {
  tile: { width: number; height: number };
  count: number;
  /** count × height × width */
  cells?: TypedArray;
  quantised?: Quantised;
  /** One for all tiles, or one a tile. */
  scale?: Scale | Scale[];
  sprite?: { src: string; columns: number; gap: number };
  /** What a tile is: 'channel', 'filter', 'sample'. */
  noun?: string;
  /** One a tile; its number if left out. */
  titles?: string[];
  /** One a tile, in words, for the enlarged one. */
  facts?: string[];
  /** What the rows and columns of a tile are, 'row' and 'column' if left out. */
  axes?: [Axis, Axis];
  /** Smallest side of a tile in CSS pixels. */
  side?: number;
  alt?: string;
}

/** panels: one of several contents, by selectors; panels in row-major order of the selectors' options. */
export interface PanelsPayload {
  selectors: { name: string; options: string[] }[];
  panels: Panel[];
}
export type Panel = { widget: string; payload: any } | { picture: StaticPicture } | { text: string };
export interface StaticPicture { src: string; width: number; height: number; alt: string }

/** scrubber: views that move together along one axis, with a slider and a play button. */
export interface ScrubberPayload {
  /** What is passed through: 'epoch'. */
  name: string;
  /** One label a step. */
  steps: string[];
  /** The step shown at first; the last if left out. */
  start?: number;
  /**
   * Each view has one payload a step, or one for all; with `shared`, what each adds to that (see merge in scrubber.js). Where a step has a note, it stands
   * in the place of the widget.
   */
  views: { widget: string; title?: string; width?: number; shared?: any; frames: any[]; notes?: (string | null)[] }[];
  /** Pictures that several frames show, as data URIs: a frame has the number of one for its "src". */
  pictures?: string[];
}

/** overlay: a map laid over a picture, with its opacity on a slider and its values under the pointer. */
export interface OverlayPayload {
  base: StaticPicture;
  /** rows × columns */
  map: { cells: TypedArray; quantised?: Quantised; scale: Scale; rows: number; columns: number; name?: string };
  /** 0 to 1 */
  opacity?: number;
}

/** graph: nested nodes and the edges between them; containers open and close. */
export interface GraphPayload {
  /** In the order in which they run; a container comes before what it holds. */
  nodes: GraphNode[];
  /** From node to node, both innermost; what flows in words: '64×13×13'. */
  edges: GraphEdge[];
  /** Numbers to colour the nodes by: parameters, multiply-adds, time; one a node, null where there is none. */
  measures?: { name: string; unit?: string; values: (number | null)[] }[];
  alt?: string;
}
export interface GraphEdge {
  from: number;
  to: number;
  label?: string;
  /** Likely so, but not proven: drawn dashed. */
  likely?: boolean;
}
export interface GraphNode {
  label: string;
  /** What it is: 'Conv2d'. */
  kind?: string;
  /** The container's number; −1 or left out for none. */
  parent?: number;
  /** Lines to read when it is chosen: settings, shapes, parameters. */
  facts?: string[];
  /** Not a module: operations outside modules. */
  dashed?: boolean;
}

/** tree: adds a search to nested details elements. */
export interface TreePayload { noun?: string }
