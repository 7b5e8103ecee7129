// The same notebook three ways: as nbconvert wrote it (build.sh), as nnviz run writes it, and saved and trusted in Jupyter's classic page. Each shows
// the same widgets, with the same titles, traces and tiles, and all of them are drawn.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { allDrawn, root, settle, visit } from './browser.mjs';
import { serving, skip as noJupyter, timeout } from './jupyter.mjs';

const tool = path.join(root, 'artifacts/bin/NNViz.Jupyter/release/NNViz.Jupyter');
const demo = path.join(root, 'artifacts/demo');

/** Why a notebook cannot be compared here, or false. @param {string} name */
const skipped = name => noJupyter || [tool, path.join(demo, `${name}.ipynb`)].map(file => !existsSync(file) && `${file} is missing: run ./build.sh test`).find(Boolean) || false;

/** What each widget of a page shows, in the page's order; runs in the page. */
function shownIn() {
  const many = (/** @type {Element} */ el, /** @type {string} */ selector) => [...el.querySelectorAll(selector)];
  /** Whether a canvas has more than one colour. @param {HTMLCanvasElement} canvas */
  const painted = canvas => {
    const pixels = new Uint32Array(/** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d')).getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return pixels.some(pixel => pixel !== pixels[0]);
  };
  return many(document.body, '[data-nnviz]').map(widget => {
    const plots = /** @type {any[]} */ (many(widget, '.js-plotly-plot'));
    const canvases = /** @type {HTMLCanvasElement[]} */ (many(widget, '.nnviz-cellmap canvas'));
    return {
      plots: plots.map(plot => ({ title: plot.layout.title?.text ?? '', traces: plot._fullData.map((/** @type {any} */ trace) => `${trace.type} ${trace.name ?? ''}`) })),
      maps: canvases.map(canvas => canvas.getAttribute('aria-label')),
      tiles: many(widget, '.nnviz-tile').map(tile => tile.textContent),
      nodes: many(widget, '.nnviz-node').length,
      layers: many(widget, '.nnviz-stack').length,
      controls: many(widget, 'select, input').map(control => control.getAttribute('aria-label')),
      blank: [
        ...plots.filter(plot => !plot.querySelector('.cartesianlayer :is(.trace, .contour, image), .gl-container canvas')).map(() => 'plot'), ...canvases.filter(canvas => !painted(canvas)).map(() => 'map'),
      ],
      picture: widget.querySelector(':scope > img')?.getAttribute('alt') ?? '',
    };
  });
}

/** What is shown at an address, once all is drawn. @param {string} url @param {boolean} [jupyters] whether the page's own code may log what it likes */
async function shownAt(url, jupyters = false) {
  /** @type {ReturnType<typeof shownIn>} */
  let shown = [];
  await visit(url, { width: 1200 }, async (page, log) => {
    if (jupyters) await page.waitForFunction(() => /** @type {any} */ (globalThis).Jupyter?.notebook?.kernel?.is_connected());
    await allDrawn(page);
    await settle(page);
    shown = await page.evaluate(shownIn);
    if (jupyters) log.splice(0, log.length, ...log.filter(entry => entry.text.startsWith('network:') || entry.text.includes('NNViz')));
  });
  return shown;
}

/** The page that nnviz run makes of a notebook. @param {string} name @param {string} folder */
function ran(name, folder) {
  const page = path.join(folder, `${name}.html`);
  execFileSync(tool, ['run', path.join(root, 'notebooks', `${name}.ipynb`), '--to', 'html', '-o', page], { cwd: root, timeout, stdio: 'pipe' });
  return pathToFileURL(page).href;
}

for (const name of ['02-tensors', '04-activations-and-gradients']) {
  test(`${name}: nbconvert, nnviz run and the classic page show the same`, { skip: skipped(name), timeout }, async () => {
    const folder = mkdtempSync(path.join(root, 'artifacts/same-'));
    try {
      const nbconvert = await shownAt(pathToFileURL(path.join(demo, `${name}.html`)).href);
      assert.ok(nbconvert.length > 5 && nbconvert.some(widget => widget.plots.length) && nbconvert.some(widget => widget.maps.length || widget.tiles.length), `${nbconvert.length} widgets`);
      for (const widget of nbconvert) assert.deepEqual([widget.blank, widget.picture !== ''], [[], true], JSON.stringify(widget));
      assert.deepEqual(await shownAt(ran(name, folder)), nbconvert, 'nnviz run');
      await serving([path.join(demo, `${name}.ipynb`)], async (url, served) => {
        execFileSync('/usr/bin/python3', ['-m', 'nbformat.sign', path.join(served, `${name}.ipynb`)], { env: { ...process.env, JUPYTER_DATA_DIR: path.join(served, '.data') }, stdio: 'pipe' });
        assert.deepEqual(await shownAt(`${url}/notebooks/${name}.ipynb?token=test`, true), nbconvert, 'the classic page');
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}
