// Puts HTML from the server into the page without disturbing what did not change.

const parse = (html) => {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
};

// Replaces keyed children whose revision differs. Children that stay keep focus, text and scroll.
export function patchKeyed(container, fragments, tag) {
  const old = new Map([...container.children].map((child) => [child.dataset.key, child]));
  const fresh = [];
  let last = null;
  for (const { key, rev, html } of fragments) {
    let node = old.get(key);
    if (!node || node.dataset.rev !== rev) {
      const next = document.createElement(tag);
      next.dataset.key = key;
      next.dataset.rev = rev;
      if (node) next.className = node.className;
      next.replaceChildren(parse(html));
      if (node) {
        keepTyped(node, next);
        node.replaceWith(next);
      }
      if (!node) fresh.push(next);
      node = next;
    }
    old.delete(key);
    const place = last ? last.nextSibling : container.firstChild;
    if (place !== node) container.insertBefore(node, place);
    last = node;
  }
  for (const [, node] of old) {
    const anchor = node.dataset.after && container.querySelector(`[data-key="${node.dataset.after}"]`);
    if (anchor) anchor.after(node);
    else node.remove();
  }
  return fresh;
}

// What a person has typed survives a new rendering of the same field.
function keepTyped(before, after) {
  for (const field of before.querySelectorAll('input, textarea, select')) {
    const touched = field.type === 'checkbox' || field.type === 'radio'
      ? field.checked !== field.defaultChecked
      : field.dataset.touched === 'yes';
    if (!touched) continue;
    const owner = field.closest('[data-action-id]');
    if (!owner) continue;
    const same = after.querySelector(
      `[data-kind="${owner.dataset.kind}"][data-block-id="${CSS.escape(owner.dataset.blockId)}"][data-action-id="${CSS.escape(owner.dataset.actionId)}"]`);
    if (!same) continue;
    if (field.type === 'checkbox' || field.type === 'radio') {
      const option = [...same.querySelectorAll('input')].find((one) => one.value === field.value);
      if (option) option.checked = field.checked;
    } else if (field === owner) {
      same.value = field.value;
      same.dataset.touched = 'yes';
    }
  }
}

// Replaces everything inside, and gives focus back to the element with the same id.
export function patchWhole(container, html) {
  const next = parse(html);
  const probe = document.createElement('div');
  probe.append(next);
  if (container.dataset.html === probe.innerHTML) return false;
  container.dataset.html = probe.innerHTML;
  const focused = container.contains(document.activeElement) ? document.activeElement.id : '';
  container.replaceChildren(...probe.childNodes);
  if (focused) document.getElementById(focused)?.focus();
  return true;
}
