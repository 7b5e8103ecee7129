// Brings the bundle into the page once, from nothing but this script: no require.js, no fetch, no address.
// NNViz replaces __BUNDLE__ by the gzipped bundle in base64.
(() => {
  const version = '__VERSION__';
  const page = /** @type {any} */ (globalThis);
  if (page.nnviz?.version === version || page.nnvizLoading === version) return;
  page.nnvizLoading = version;
  const bytes = Uint8Array.from(atob('__BUNDLE__'), c => c.charCodeAt(0));
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  new Response(unzipped).text().then(code => {
    const script = document.createElement('script');
    script.textContent = code;
    document.head.append(script);
    script.remove();
    page.nnviz.version = version;
    page.nnviz.drain();
  }).catch(error => console.warn('NNViz: the front end could not start, so the pictures stay as they are.', error));
})();
