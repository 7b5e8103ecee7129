// The entry of the bundle: styles, the widgets, and globalThis.nnviz, to which outputs speak.
import styles from './widgets.css';
import { counts, drain } from './runtime.js';

const style = document.createElement('style');
style.textContent = styles;
document.head.append(style);
/** @type {any} */ (globalThis).nnviz = { counts, drain };
