/**
 * Makes an element. Whatever is text goes in as text, never as markup: names come from clients.
 * @param {string} tag
 * @param {Record<string, any>} attributes `text` is its text content, everything else an attribute; undefined ones are left out.
 * @param {...(Node|string)} children
 * @returns {any} the element, which has the members of its tag.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text')
      made.textContent = value;
    else if (value !== undefined)
      made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * Sets a text where it differs: what is the same costs no layout, and keeps a selection.
 * @param {Node} node
 * @param {string} text
 */
export function setText(node, text) {
  if (node.textContent !== text)
    node.textContent = text;
}

/**
 * Calls `draw` once in the next frame, however often it is asked to.
 * @param {() => void} draw
 */
export function perFrame(draw) {
  let asked = false;
  return () => {
    if (asked)
      return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/**
 * Makes the children of a node exactly these, in this order, and moves as few as it can. What has the focus keeps it, unless it has
 * to go.
 * @param {Element} parent
 * @param {Iterable<ChildNode>} wanted
 */
export function setChildren(parent, wanted) {
  const focused = parent.contains(document.activeElement) ? /** @type {HTMLElement | null} */ (document.activeElement) : null;
  const keep = new Set(wanted);
  for (const child of [...parent.childNodes]) {
    if (!keep.has(child))
      child.remove();
  }
  let at = parent.firstChild;
  for (const node of wanted) {
    if (node === at)
      at = at.nextSibling;
    else
      parent.insertBefore(node, at);
  }
  if (focused?.isConnected && focused !== document.activeElement)
    focused.focus({ preventScroll: true });
}
