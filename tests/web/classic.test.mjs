// The MNIST notebook in Jupyter's own classic page: open, Run All, wait, and every chart is there.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { allDrawn, root, visit } from './browser.mjs';
import { ended, serving, skip, timeout } from './jupyter.mjs';

test('the MNIST notebook runs in the classic page', { skip, timeout }, () => serving([path.join(root, 'notebooks/01-mnist.ipynb')], url =>
  visit(`${url}/notebooks/01-mnist.ipynb?token=test`, { width: 1200 }, async (page, log) => {
    await page.waitForFunction(() => /** @type {any} */ (globalThis).Jupyter?.notebook?.kernel?.is_connected());
    await page.evaluate(() => /** @type {any} */ (globalThis).Jupyter.notebook.execute_all_cells());
    await ended(page);
    const failed = await page.evaluate(() => /** @type {any} */ (globalThis).Jupyter.notebook.get_cells().flatMap((/** @type {any} */ cell) => cell.output_area?.outputs ?? [])
      .filter((/** @type {any} */ output) => output.output_type === 'error').map((/** @type {any} */ output) => output.evalue));
    assert.deepEqual(failed, []);
    const total = await allDrawn(page);
    assert.ok(total > 5, `${total} widgets`);
    // The page's own code logs what this test is not about.
    log.splice(0, log.length, ...log.filter(entry => entry.text.startsWith('network:') || entry.text.includes('nnviz')));
    if (existsSync(path.join(root, 'artifacts/shots'))) await page.screenshot({ path: path.join(root, 'artifacts/shots/classic.png'), fullPage: true });
  })));
