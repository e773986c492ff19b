/**
 * Puts a text on the clipboard.
 * @param {string} text
 * @returns whether it is there.
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page over http:// from another host is no secure context, and has no navigator.clipboard; or the browser refused.
    return copySelection(text);
  }
}

/** @param {string} text */
function copySelection(text) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  try {
    return document.execCommand('copy');
  } finally {
    field.remove();
    focused?.focus({ preventScroll: true });
  }
}
