// The one list of widgets: name → { mount, update?, enhances? }.
import * as figure from './figure.js';
import * as gallery from './gallery.js';
import * as graph from './graph.js';
import * as history from './history.js';
import * as overlay from './overlay.js';
import * as panels from './panels.js';
import * as scrubber from './scrubber.js';
import * as tensor from './tensor.js';
import * as tree from './tree.js';

/** @type {Record<string, import('../types').Widget>} */
export const widgets = { figure, live: figure, history, tensor, gallery, graph, panels, overlay, scrubber, tree };
