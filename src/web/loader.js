// Brings a bundle into the page once, from nothing but this script: no require.js, no fetch, no address.
// The builds replace __NAME__ by the global that the bundle sets and __VERSION__, the library __BUNDLE__ by the gzipped bundle in base64.
(() => {
  const [name, version] = ['__NAME__', '__VERSION__'];
  const page = /** @type {any} */ (globalThis);
  if (page[name]?.version === version || page[`${name}Loading`] === version) return;
  page[`${name}Loading`] = version;
  const bytes = Uint8Array.from(atob('__BUNDLE__'), c => c.charCodeAt(0));
  const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  new Response(unzipped).text().then(code => {
    const script = document.createElement('script');
    script.textContent = code;
    document.head.append(script);
    script.remove();
    page[name].version = version;
    page[name].drain();
  }).catch(error => console.warn(`${name}: the front end could not start, so the outputs stay as they are.`, error));
})();
