import { element } from './dom.js';

/**
 * Characters that are not seen as what they are: they split words or lines, turn text around, or show nothing, and make two names look alike.
 * Clients may put them into names, so they are shown as their codes. Those that scripts need (U+200C, U+200D) stay. The daemon has the
 * same table (HiddenCharacters).
 */
const hidden = new RegExp([
  '([\\u{0}-\\u{1f}\\u{7f}-\\u{a0}\\u{ad}\\u{34f}\\u{61c}\\u{115f}-\\u{1160}\\u{1680}\\u{17b4}-\\u{17b5}\\u{180b}-\\u{180f}\\u{2000}-\\u{200b}\\u{200e}-\\u{200f}',
  '\\u{2028}-\\u{202f}\\u{205f}-\\u{206f}\\u{2800}\\u{3000}\\u{3164}\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}\\u{fff0}-\\u{fffb}\\u{13430}-\\u{1343f}\\u{16fe4}',
  '\\u{1bca0}-\\u{1bca3}\\u{1d159}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}])',
].join(''), 'u');

/** A name as it is to be read: with the code in the place of each hidden character. */
export const legible = (/** @type {string} */ name) => name.split(hidden).map((part, i) => (i % 2 === 0 ? part : code(part))).join('');

/**
 * Makes a name from a client the content of an element, which keeps its direction to itself.
 * @param {HTMLElement} node
 * @param {string} name
 */
export function setName(node, name) {
  const parts = name.split(hidden);
  // A name may also have the code in it as letters: it reads the same, and has fewer parts.
  if (node.title === legible(name) && node.childNodes.length === parts.length)
    return;
  node.replaceChildren(...parts.map((part, i) => (i % 2 === 0 ? part : element('span', { class: 'code', text: code(part) }))));
  node.title = legible(name); // where it does not fit it is cut, and this is the whole
}

/**
 * An element with a name from a client.
 * @param {string} name
 */
export function nameOf(name) {
  const made = element('bdi');
  setName(made, name);
  return made;
}

// U+202E
const code = (/** @type {string} */ character) => `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}`;
