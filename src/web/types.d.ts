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
}

/** Cells that were rounded to whole steps: value = low + step × code; the three highest codes are −Inf, +Inf and NaN. */
export interface Quantised {
  low: number;
  step: number;
}
