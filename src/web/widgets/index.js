// The one list of widgets: name → { mount, update?, enhances? }.
import * as figure from './figure.js';

/** @type {Record<string, import('../types').Widget>} */
export const widgets = { figure, live: figure };
