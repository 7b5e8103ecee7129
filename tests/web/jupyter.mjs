// Jupyter's own notebook server with the C# kernel, for the tests that look at its page.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { root, skip as noBrowser } from './browser.mjs';

/** Why no test can run here, or false. */
export const skip = noBrowser || (process.env.JUPYTER_PATH ? false : 'JUPYTER_PATH does not name a Jupyter with the C# kernel: run ./build.sh test');

const dependencies = path.join(root, 'artifacts/bin/NNViz.Jupyter/release/NNViz.Jupyter.deps.json');
/** Why a test cannot run here that interrupts a tight loop and keeps its variables, or false: the published C# kernel's public API does not allow that. */
export const skipPublished = skip || (existsSync(dependencies) && !readFileSync(dependencies, 'utf8').includes('"Microsoft.DotNet.Interactive.CSharp/1.0.0-alpha.standin.')
  ? 'the tool hosts the published C# kernel, where an interrupt does not stop a loop that awaits nothing' : false);

/** How long a test with a kernel may take, in milliseconds: a bound on what hangs, not on what is slow. */
export const timeout = 900_000;

/**
 * Waits until cells of an open notebook have run and all that they said has come: the page has had the reply and the end of the outputs.
 * @param {any} page @param {number[]} [cells] all code cells, if not told which
 */
export const ended = (page, cells) => page.waitForFunction((/** @type {number[] | undefined} */ wanted) => {
  const { notebook } = /** @type {any} */ (globalThis).Jupyter;
  const all = wanted?.map(i => notebook.get_cell(i)) ?? notebook.get_cells().filter((/** @type {any} */ cell) => cell.cell_type === 'code' && cell.get_text());
  return all.every((/** @type {any} */ { last_msg_id: id }) => {
    const { shell_done, iopub_done } = notebook.kernel._msg_callbacks[id] ?? {};
    return id && shell_done && iopub_done;
  });
}, cells, { timeout });

/** A port that nobody listens on. @returns {Promise<number>} */
const freePort = () => new Promise(resolve => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
    probe.close(() => resolve(port));
  });
});

/**
 * Starts a notebook server on copies of notebooks, in a folder of this repository so that they find its packages, and stops it after use.
 * @param {string[]} notebooks
 * @param {(url: string, folder: string) => Promise<void>} use
 */
export async function serving(notebooks, use) {
  const folder = mkdtempSync(path.join(root, 'artifacts/classic-'));
  for (const notebook of notebooks) copyFileSync(notebook, path.join(folder, path.basename(notebook)));
  const server = spawn('/usr/bin/python3', ['-m', 'notebook', '--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${await freePort()}`, '--NotebookApp.token=test',
    '--NotebookApp.notebook_dir', folder], { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, JUPYTER_DATA_DIR: path.join(folder, '.data') } });
  try {
    await use(await new Promise((resolve, reject) => {
      let log = '';
      server.stderr.on('data', data => {
        log += data;
        const at = /http:\/\/127\.0\.0\.1:\d+/.exec(log);
        if (at) resolve(at[0]);
      });
      server.on('exit', () => reject(new Error(`the notebook server stopped: ${log}`)));
    }), folder);
  } finally {
    server.removeAllListeners('exit');
    const ended = new Promise(resolve => server.on('exit', resolve));
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}
