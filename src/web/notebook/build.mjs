// Bundles what the kernel's pages need: node build.mjs FOLDER writes there, for each library, the bundle (NAME.js.gz) and the script that
// brings it into a page (NAME.loader.js).
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';

const root = import.meta.dirname;
const folder = path.resolve(root, process.argv[2] ?? '../../../artifacts/web');
const loader = readFileSync(path.join(root, '../loader.js'), 'utf8');
mkdirSync(folder, { recursive: true });

/** KaTeX's styles with its fonts inside, in the one format that every browser knows. */
function formulaStyles() {
  const dist = path.join(root, 'node_modules/katex/dist');
  return readFileSync(path.join(dist, 'katex.min.css'), 'utf8')
    .replace(/,url\([^)]+\.(woff|ttf)\) format\("(woff|truetype)"\)/g, '')
    .replace(/url\((fonts\/[^)]+\.woff2)\)/g, (_, font) => `url(data:font/woff2;base64,${readFileSync(path.join(dist, font), 'base64')})`);
}

for (const [name, global] of [['diagrams', 'nnvizDiagrams'], ['formulas', 'nnvizFormulas']]) {
  const bundled = await build({
    entryPoints: [path.join(root, `${name}.js`)],
    bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', legalComments: 'none',
    // The AMD loader of the classic Notebook would swallow what asks for `define`.
    define: { define: 'undefined' },
    plugins: [{
      name: 'katex-styles',
      setup: b => {
        b.onResolve({ filter: /^katex-styles$/ }, ({ path: name }) => ({ path: name, namespace: 'styles' }));
        b.onLoad({ filter: /.*/, namespace: 'styles' }, () => ({ contents: formulaStyles(), loader: 'text' }));
      },
    }],
  });
  const code = bundled.outputFiles[0].contents;
  const version = createHash('sha256').update(code).digest('hex').slice(0, 12);
  const script = (await transform(loader, { minify: true, target: 'es2022' })).code.trim();
  writeFileSync(path.join(folder, `${name}.js.gz`), gzipSync(code, { level: 9 }));
  writeFileSync(path.join(folder, `${name}.loader.js`), script.replaceAll('__VERSION__', version).replaceAll('__NAME__', global));
}
