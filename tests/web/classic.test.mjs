// The MNIST notebook in Jupyter's own classic page: open, Run All, wait, and every chart is there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { root, skip as noBrowser, visit } from './browser.mjs';

const skip = noBrowser || (process.env.JUPYTER_PATH ? false : 'JUPYTER_PATH does not name a Jupyter with the C# kernel: run ./build.sh test');

/** Starts a notebook server on a copy of the notebooks, and stops it after use. @param {(url: string) => Promise<void>} use */
async function serving(use) {
  const folder = path.join(root, 'artifacts/classic');
  mkdirSync(folder, { recursive: true });
  copyFileSync(path.join(root, 'notebooks/01-mnist.ipynb'), path.join(folder, '01-mnist.ipynb'));
  const server = spawn('/usr/bin/python3', ['-m', 'notebook', '--no-browser', '--allow-root', '--ip=127.0.0.1', '--port=0', '--NotebookApp.token=test',
    '--NotebookApp.notebook_dir', folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    await use(await new Promise((resolve, reject) => {
      let log = '';
      server.stderr.on('data', data => {
        log += data;
        const at = /http:\/\/127\.0\.0\.1:\d+/.exec(log);
        if (at) resolve(at[0]);
      });
      server.on('exit', () => reject(new Error(`the notebook server stopped: ${log}`)));
    }));
  } finally {
    server.removeAllListeners('exit');
    server.kill();
  }
}

test('the MNIST notebook runs in the classic page', { skip, timeout: 300_000 }, () => serving(url =>
  visit(`${url}/notebooks/01-mnist.ipynb?token=test`, { width: 1200 }, async (page, log) => {
    await page.waitForFunction(() => /** @type {any} */ (globalThis).Jupyter?.notebook?.kernel?.is_connected(), null, { timeout: 60_000 });
    await page.evaluate(() => /** @type {any} */ (globalThis).Jupyter.notebook.execute_all_cells());
    await page.waitForFunction(() => /** @type {any} */ (globalThis).Jupyter.notebook.get_cells().every(
      (/** @type {any} */ cell) => cell.cell_type !== 'code' || /^\d+$/.test(String(cell.input_prompt_number))), null, { timeout: 240_000 });
    const failed = await page.evaluate(() => /** @type {any} */ (globalThis).Jupyter.notebook.get_cells().flatMap((/** @type {any} */ cell) => cell.output_area?.outputs ?? [])
      .filter((/** @type {any} */ output) => output.output_type === 'error').map((/** @type {any} */ output) => output.evalue));
    assert.deepEqual(failed, []);
    const total = await page.locator('[data-nnviz]').count();
    assert.ok(total > 5, `${total} widgets`);
    await page.waitForFunction((/** @type {number} */ n) => document.querySelectorAll('[data-nnviz-drawn]').length === n, total, { timeout: 30_000 });
    // The page's own code logs what this test is not about.
    log.splice(0, log.length, ...log.filter(entry => entry.text.startsWith('network:') || entry.text.includes('nnviz')));
    if (existsSync(path.join(root, 'artifacts/shots'))) await page.screenshot({ path: path.join(root, 'artifacts/shots/classic.png'), fullPage: true });
  })));
