// Writing: messages and replies, with suggestions of the chat's own.

import { post, toast } from './server.js';
import { suggestions } from './suggestions.js';

const MOST = 16;

export function grow(text) {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight, 200)}px`;
}

export async function send(form) {
  const field = form.querySelector('textarea');
  const text = field.value;
  if (!text.trim()) return;
  hide(form);
  field.value = '';
  grow(field);
  const answer = await post('say', { channel: document.body.dataset.channel, text, thread: form.dataset.thread || '' });
  if (answer.ok === false && !field.value) {
    field.value = text;
    grow(field);
  }
  if (answer.shown === false) toast('Nothing to show for that.');
  field.focus();
}

const box = (form) => form.querySelector('.completion');

export function suggest(field) {
  grow(field);
  const form = field.closest('form');
  const list = box(form);
  if (!list) return;
  const found = suggestions(form, field).slice(0, MOST);
  list.hidden = found.length === 0;
  list.replaceChildren(...found.map((one, number) => {
    const row = document.createElement('li');
    row.id = `suggestion-${number}`;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-selected', number === 0 ? 'true' : 'false');
    Object.assign(row.dataset, { insert: one.insert, from: one.from });
    for (const [tag, words] of [['strong', one.title], ['code', one.hint], ['span', one.more]]) {
      if (!words) continue;
      const part = document.createElement(tag);
      part.textContent = words;
      row.append(part);
    }
    return row;
  }));
  if (found.length) field.setAttribute('aria-activedescendant', 'suggestion-0');
  else field.removeAttribute('aria-activedescendant');
}

export function hide(form) {
  const list = box(form);
  if (!list) return;
  list.hidden = true;
  form.querySelector('textarea').removeAttribute('aria-activedescendant');
}

export function take(row) {
  const form = row.closest('form');
  const field = form.querySelector('textarea');
  const from = Number(row.dataset.from);
  const rest = field.value.slice(field.selectionStart);
  field.value = field.value.slice(0, from) + row.dataset.insert + rest;
  field.focus();
  field.setSelectionRange(from + row.dataset.insert.length, from + row.dataset.insert.length);
  hide(form);
  grow(field);
}

// Keys in a text to send: Enter, the arrows through suggestions, Tab to take one, Esc to leave them.
export function keys(event) {
  const field = event.target;
  const form = field.closest('form');
  const list = box(form);
  const rows = list && !list.hidden ? [...list.children] : [];
  const at = rows.findIndex((row) => row.getAttribute('aria-selected') === 'true');
  if (rows.length && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
    event.preventDefault();
    const next = (at + (event.key === 'ArrowDown' ? 1 : -1) + rows.length) % rows.length;
    rows.forEach((row, number) => row.setAttribute('aria-selected', String(number === next)));
    rows[next].scrollIntoView({ block: 'nearest' });
    field.setAttribute('aria-activedescendant', rows[next].id);
  } else if (rows.length && event.key === 'Escape') {
    event.preventDefault();
    hide(form);
  } else if (rows.length && (event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey) {
    const { from, insert } = rows[at].dataset;
    const whole = field.value.slice(Number(from)).trim() === insert.trim();
    if (event.key === 'Enter' && whole) { event.preventDefault(); form.requestSubmit(); return; }
    event.preventDefault();
    take(rows[at]);
  } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
}
