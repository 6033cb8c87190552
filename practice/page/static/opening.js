// Dialogs: opening, focus kept inside and given back.

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), select, textarea, summary, [tabindex="0"]';
const returning = new WeakMap();

export function open(dialog) {
  if (dialog.open) return;
  returning.set(dialog, document.activeElement);
  dialog.showModal();
}

export function shut(dialog) {
  if (!dialog.open) return;
  const toast = document.getElementById('toast');
  if (dialog.contains(toast)) document.body.append(toast);
  dialog.close();
  const before = returning.get(dialog);
  if (before?.isConnected && before !== document.body) before.focus();
  else document.querySelector('[data-testid="composer"], #main')?.focus();
}

// The browser lets Tab leave a dialog for its own bars; a form that has to be finished keeps it.
export function trapFocus(event) {
  if (event.key !== 'Tab') return;
  const dialog = [...document.querySelectorAll('dialog[open]')].pop();
  if (!dialog) return;
  const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter((one) => one.checkVisibility());
  if (!stops.length) return;
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const here = document.activeElement;
  if (event.shiftKey && (here === first || !stops.includes(here))) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && here === last) {
    event.preventDefault();
    first.focus();
  }
}
