// Diagrams (#!mermaid) and formulas, in Jupyter's classic page and in the page that nnviz run writes: drawn offline, light and dark.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { test } from 'node:test';
import { inkOf, root, skip as noBrowser, open, visit } from './browser.mjs';
import { ended, serving, skip as noJupyter, timeout } from './jupyter.mjs';

const tool = path.join(root, 'artifacts/bin/NNViz.Jupyter/release/NNViz.Jupyter');
const noTool = noBrowser || (existsSync(tool) ? false : `${tool} is missing: build src/NNViz.Jupyter`);
const notebook = `#!markdown
The loss $L = \\frac{1}{N}\\sum_i x_i$ falls.

$$\\theta_{t+1} = \\theta_t - \\eta g$$

#!mermaid
graph LR
  A[Input <b>] --> B((ReLU))

#!mermaid
sequenceDiagram
  A->>B: hello

#!mermaid
graph nonsense -->
`;

/** The page that nnviz run makes of a notebook. */
function written(text = notebook) {
  const folder = mkdtempSync(path.join(root, 'artifacts/pages-'));
  try {
    writeFileSync(path.join(folder, 'n.dib'), text);
    execFileSync(tool, ['run', 'n.dib', '-o', 'n.html'], { cwd: folder });
    return readFileSync(path.join(folder, 'n.html'), 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('the page of nnviz run draws diagrams and formulas by itself', { skip: noTool, timeout }, async () => {
  const html = written();
  assert.equal(html.split('"nnvizDiagrams"').length, 2, 'mermaid is there once');
  /** @type {string[]} */
  const fills = [];
  for (const dark of [false, true]) {
    await open(html, { dark, width: 900, drawn: 3 }, async page => {
      assert.equal(await page.locator('[data-nnviz-diagram] svg').count(), 2);
      assert.equal(await page.locator('[data-nnviz-diagram] pre:visible').count(), 1, 'the source that cannot be drawn stays');
      assert.match(await page.locator('[role=alert]').innerText(), /cannot be drawn/);
      assert.match(await page.locator('[data-nnviz-diagram] svg').first().textContent(), /Input/);
      assert.equal(await page.locator('.katex').count(), 2);
      assert.equal(await page.locator('.katex-display').count(), 1);
      assert.equal(await page.locator('.katex-error').count(), 0);
      assert.ok(await inkOf(page, '.katex-display') > 100);
      fills.push(await page.locator('[data-nnviz-diagram] svg .node rect').first().evaluate((/** @type {Element} */ el) => getComputedStyle(el).fill));
    });
  }
  assert.notEqual(fills[0], fills[1], 'light and dark');
  await open(html, { js: false }, async page => {
    assert.equal(await page.locator('[data-nnviz-diagram] pre:visible').count(), 3);
    assert.match(await page.locator('.math').first().innerText(), /frac/);
  });
});

test('the page of nnviz run asks the network for nothing, whatever its cells name', { skip: noTool, timeout }, async () => {
  let asked = 0;
  const server = createServer((_, response) => { asked++; response.end(); }).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    const web = `http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`;
    const html = written(`#!markdown\n![the loss](${web}/a.png)\n#!html\n<img alt="in an output" src="${web}/b.png"><script src="${web}/c.js"></script>`
      + `<link rel="stylesheet" href="${web}/d.css"><iframe src="${web}/e"></iframe><p style="background: url(${web}/f.png)">p</p><script>fetch('${web}/g').catch(() => {}).finally(() => document.title = 'tried');</script>`);
    const load = async (/** @type {string} */ page) => {
      asked = 0;
      await open(page, {}, async (tab, log) => {
        await tab.waitForFunction(() => document.title === 'tried');
        await tab.waitForLoadState('load');
        assert.match(await tab.locator('main').innerText(), /the loss \(a picture on the web, not in this file\)[^]*loads nothing from there/);
        log.length = 0; // the attempts
      });
      return asked;
    };
    assert.equal(await load(html), 0);
    assert.ok(await load(html.replace(/<meta http-equiv.*>/, '')) >= 5, 'without the policy they would be asked for');
  } finally {
    server.close();
  }
});

test('#!mermaid in the classic page, after a diagram was changed and after reopening too', { skip: noJupyter, timeout }, () => serving([path.join(root, 'tests/web/empty.ipynb')], async url => {
  const address = `${url}/notebooks/empty.ipynb?token=test`;
  const drawn = (/** @type {any} */ page, /** @type {string} */ letters) => page.waitForFunction((/** @type {string} */ wanted) => {
    const diagrams = [...document.querySelectorAll('[data-nnviz-diagram] svg')];
    return diagrams.map(svg => [...svg.querySelectorAll('.nodeLabel')].map(label => label.textContent).sort().join('')).join(' ') === wanted;
  }, letters);
  await visit(address, { width: 1000 }, async (page, log) => {
    await page.waitForFunction(() => /** @type {any} */ (globalThis).Jupyter?.notebook?.kernel?.is_connected());
    await page.evaluate(() => {
      const { notebook } = /** @type {any} */ (globalThis).Jupyter;
      while (notebook.ncells() < 2) notebook.insert_cell_at_bottom('code');
      ['graph LR; A-->B', 'graph TD; C-->D'].forEach((text, i) => notebook.get_cell(i).set_text(`#!mermaid\n${text}`));
      notebook.execute_all_cells();
    });
    await drawn(page, 'AB CD');
    await page.evaluate(() => {
      const { notebook } = /** @type {any} */ (globalThis).Jupyter;
      notebook.get_cell(0).set_text('#!mermaid\ngraph LR; A-->E');
      notebook.get_cell(0).execute();
    });
    await drawn(page, 'AE CD');
    await ended(page);
    await page.evaluate(() => /** @type {any} */ (globalThis).Jupyter.notebook.save_notebook());
    log.splice(0, log.length, ...log.filter(entry => entry.text.startsWith('network:')));
  });
  await visit(address, { width: 1000 }, async (page, log) => {
    await drawn(page, 'AE CD');
    log.splice(0, log.length, ...log.filter(entry => entry.text.startsWith('network:')));
  });
}));
