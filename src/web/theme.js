// The theme is the colour of the text around us. Whatever a page calls its themes, its own text is readable on its own background: light
// text means dark. Explicit marks (data-theme, JupyterLab's attribute, VS Code's classes) set that colour, by the page's styles or by ours.

/** @typedef {import('./types').Theme} Theme */

/** Trace colours that can be told apart on white and on black, also by colour-blind readers. */
export const colorway = ['#3b7dd8', '#e07b39', '#2a9d7f', '#b75fc4', '#c99a1b', '#d6485a', '#5c8f22', '#7a7f8a'];

/** Red, green, blue (0 to 255) of a computed colour, however the browser spells it. @param {string} color */
function channels(color) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d', { willReadFrequently: true }));
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data;
}

/** The theme at an element. @param {Element} el @returns {Theme} */
export function themeOf(el) {
  const [r, g, b] = channels(getComputedStyle(el).color);
  const dark = 0.299 * r + 0.587 * g + 0.114 * b > 127;
  const shade = (/** @type {number} */ alpha) => `rgba(${r},${g},${b},${alpha})`;
  return { dark, text: shade(1), soft: shade(0.68), line: shade(0.16), surface: dark ? '#26282d' : '#ffffff' };
}

/** @type {Set<() => void>} */
const listeners = new Set();
let watching = false;

function watch() {
  watching = true;
  const changed = () => setTimeout(() => listeners.forEach(listener => listener()), 50);
  const observer = new MutationObserver(changed);
  for (const el of [document.documentElement, document.body]) observer.observe(el, { attributes: true });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed);
}

/** Calls back with the theme at an element when it changes. @param {Element} el @param {(theme: Theme) => void} changed @returns {() => void} stops it */
export function onThemeChange(el, changed) {
  if (!watching) watch();
  let last = themeOf(el).text;
  const listener = () => {
    const theme = themeOf(el);
    if (!el.isConnected || theme.text === last) return;
    last = theme.text;
    changed(theme);
  };
  listeners.add(listener);
  return () => listeners.delete(listener);
}
