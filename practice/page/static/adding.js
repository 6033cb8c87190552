// Channels and people that were not there before.

import { open } from './opening.js';
import { drawer } from './frame.js';
import { post } from './server.js';

export function openAdding(what) {
  drawer(false);
  const dialog = document.getElementById(`adding-${what}`);
  dialog.querySelector('form').reset();
  open(dialog);
  dialog.querySelector('input:not([type="hidden"])').focus();
}

export async function add(form) {
  const { name, title, channel, private: closed } = form.elements;
  const answer = await post(`add-${form.dataset.what}`, {
    name: name.value,
    title: title?.value ?? '',
    channel: channel?.type === 'hidden' || channel?.checked ? channel.value : '',
    private: closed?.checked ?? false,
  });
  if (answer.ok === false) name.focus();
  else if (answer.href) window.location.assign(answer.href);
  else window.location.reload();
}
