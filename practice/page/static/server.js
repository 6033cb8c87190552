// Talks to the page's own server.

const body = document.body.dataset;

export async function post(path, data = {}) {
  const address = path.startsWith('/') ? path : `${body.base}/${path}`;
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(data),
    });
    const answer = await response.json();
    if (answer.problem) toast(answer.problem);
    return answer;
  } catch {
    const problem = 'The practice workspace did not answer. Is it still running?';
    toast(problem);
    return { ok: false, problem };
  }
}

let hiding;

// Says what went wrong (or, as `info`, what is good to know) on top of whatever is open, for eight seconds.
export function toast(text, kind = '') {
  const box = document.getElementById('toast');
  const open = [...document.querySelectorAll('dialog[open]')].pop();
  (open || document.body).append(box);
  box.textContent = text;
  box.classList.toggle('info', kind === 'info');
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { box.hidden = true; }, 8000);
}

export const announce = (text) => {
  document.getElementById('announce').textContent = text;
};

// One of the page's own icons.
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `${body.files}/icons.svg#${name}`);
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(use);
  return svg;
}
