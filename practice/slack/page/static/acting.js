// Buttons, menus and choices in messages, home tabs and modals.

import { confirmed } from './dialogs.js';
import { post } from './server.js';
import { valueOf, valuesOf } from './values.js';

// Names the message or view that an element stands in, for the server.
function placeOf(element) {
  const surface = element.closest('[data-surface]');
  const { surface: kind, channel, ts, viewId } = surface.dataset;
  return kind === 'view'
    ? { view_id: viewId, values: surface.closest('dialog') ? valuesOf(surface) : {} }
    : { channel, ts };
}

// Tells the bot; the element shows that it is busy meanwhile.
export async function act(element, value) {
  const owner = element.closest('[data-action-id]');
  if (owner.getAttribute('aria-busy')) return null;
  if (!(await confirmed(owner))) return null;
  const { kind, blockId, actionId } = owner.dataset;
  owner.setAttribute('aria-busy', 'true');
  const answer = await post('act', { ...placeOf(owner), kind, block_id: blockId, action_id: actionId, value });
  owner.removeAttribute('aria-busy');
  return answer;
}

// A choice was made: in an input it waits for the submit button, elsewhere the bot hears of it.
export function chosen(target) {
  const element = target.closest('[data-kind]');
  if (!element || target.matches('.picker-search')) return;
  if ('dispatch' in element.dataset) act(element, valueOf(element));
}

let asking;

// Narrows a picker to what is typed; an external one asks the bot.
export function search(input) {
  const picker = input.closest('.picker');
  const query = input.value.trim();
  const note = picker.querySelector('.picker-note');
  if ('external' in picker.dataset) {
    clearTimeout(asking);
    const missing = Number(picker.dataset.min) - query.length;
    note.textContent = missing > 0 ? `Type ${missing} more ${missing === 1 ? 'letter' : 'letters'}.` : 'Searching…';
    if (missing <= 0) asking = setTimeout(() => ask(picker, query, note), 200);
    return;
  }
  let found = 0;
  for (const row of picker.querySelectorAll('.tick')) {
    row.hidden = !row.textContent.toLowerCase().includes(query.toLowerCase());
    found += row.hidden ? 0 : 1;
  }
  note.textContent = found ? '' : 'Nothing matches.';
}

async function ask(picker, query, note) {
  const { kind, blockId, actionId } = picker.dataset;
  const answer = await post('options', { ...placeOf(picker), kind, block_id: blockId, action_id: actionId, query });
  if (picker.querySelector('.picker-search').value.trim() !== query) return;
  const list = picker.querySelector('.picker-list');
  const kept = [...list.querySelectorAll('.tick')].filter((row) => row.querySelector('input').checked);
  const values = new Set(kept.map((row) => row.querySelector('input').value));
  const template = document.createElement('template');
  template.innerHTML = answer.html || '';
  const rows = [...template.content.children].filter((row) => !values.has(row.querySelector('input').value));
  list.replaceChildren(...kept, ...rows);
  note.textContent = rows.length || kept.length ? '' : 'Nothing found.';
}
