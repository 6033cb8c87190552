// The modal's stack of views, and the question before an action.

import { open, shut } from './opening.js';
import { patchKeyed } from './patch.js';
import { post } from './server.js';
import { problemsIn, showProblems, valuesOf } from './values.js';

// Shows the view on top of the person's stack as the server sends it, or closes the modal.
export function showView(dialog, view) {
  if (!view) {
    shut(dialog);
    dialog.replaceChildren(...dialog.querySelectorAll('#toast'));
    return;
  }
  const shown = dialog.querySelector('.modal-frame');
  const template = document.createElement('template');
  template.innerHTML = view.html;
  const next = template.content.firstElementChild;
  if (shown?.dataset.viewId === next.dataset.viewId) {
    patchKeyed(shown.querySelector('[data-blocks]'), view.fragments, 'div');
    for (const part of ['h2', '.modal-foot']) {
      const [old, fresh] = [shown.querySelector(part), next.querySelector(part)];
      if (old.querySelector('[aria-busy]')) old.afterSending = fresh;
      else if (old.innerHTML !== fresh.innerHTML) old.replaceWith(fresh);
    }
  } else {
    dialog.replaceChildren(next);
  }
  if (!dialog.open || shown?.dataset.viewId !== next.dataset.viewId) {
    open(dialog);
    focusFirst(dialog);
  }
  for (const block of dialog.querySelectorAll('[data-blocks] > *')) block.classList.add('block');
}

function focusFirst(dialog) {
  const wanted = dialog.querySelector('[data-focus]')
    || dialog.querySelector('.modal-body :is(input, select, textarea, button)')
    || dialog.querySelector('.modal-body');
  wanted.focus({ preventScroll: !wanted.matches('[data-focus]') });
}

export async function submitView(form) {
  const frame = form.closest('.modal-frame');
  const problem = form.querySelector('.modal-problem');
  const missing = problemsIn(form);
  problem.textContent = '';
  showProblems(form, missing);
  if (Object.keys(missing).length) return;
  const button = form.querySelector('[type="submit"]');
  if (!button || button.getAttribute('aria-busy')) return;
  const label = button.textContent;
  button.textContent = 'Sending…';
  button.setAttribute('aria-busy', 'true');
  const answer = await post('submit', { view_id: frame.dataset.viewId, values: valuesOf(frame) });
  button.textContent = label;
  button.removeAttribute('aria-busy');
  const foot = button.closest('.modal-foot');
  if (foot.afterSending) foot.replaceWith(foot.afterSending);
  const errors = answer.errors || {};
  if (!showProblems(form, errors)) problem.textContent = Object.values(errors).join(' ');
  if (answer.problem) problem.textContent = answer.problem;
}

export function closeView(frame, all = false) {
  return post('close', { view_id: frame.dataset.viewId, all });
}

// Asks the question that the bot put before an action; true when the person goes on.
export function confirmed(element) {
  const { confirm } = element.dataset;
  if (!confirm) return Promise.resolve(true);
  const words = JSON.parse(confirm);
  const dialog = document.getElementById('confirm');
  const [no, yes] = dialog.querySelectorAll('button');
  dialog.querySelector('h2').textContent = words.title;
  dialog.querySelector('p').textContent = words.text.replace(/[*_~`]/g, '');
  no.textContent = words.deny || 'Cancel';
  yes.textContent = words.confirm || 'Yes';
  yes.className = `btn ${words.style === 'danger' ? 'btn-danger' : 'btn-primary'}`;
  open(dialog);
  yes.focus();
  return new Promise((resolve) => {
    const finish = (answer) => { shut(dialog); resolve(answer); };
    no.onclick = () => finish(false);
    yes.onclick = () => finish(true);
    dialog.oncancel = (event) => { event.preventDefault(); finish(false); };
  });
}
