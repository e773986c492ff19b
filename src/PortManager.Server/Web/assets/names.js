import { element } from './dom.js';

/**
 * Characters that are not seen as what they are: they split words or lines, turn text around, or show nothing, and make two names look alike.
 * Clients may put them into names, so they are shown as their codes. Those that scripts need (U+200C, U+200D) stay. The daemon has the
 * same table (HiddenCharacters).
 */
const hidden = /([\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb])/u;

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
