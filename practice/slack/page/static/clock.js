// The practice clock: moves time, says what happened, links to where something is new.

import { post } from './server.js';

const notice = document.getElementById('notice');

function tell(sentence, places = []) {
  const text = document.createElement('span');
  text.textContent = sentence;
  const links = places.map(({ href, name, unread }) => {
    const link = document.createElement('a');
    link.href = href;
    link.textContent = `${name} (${unread} new)`;
    return link;
  });
  const away = document.createElement('button');
  away.type = 'button';
  away.className = 'text-button';
  away.textContent = 'Hide';
  away.onclick = () => { notice.hidden = true; };
  notice.replaceChildren(text, ...links, away);
  notice.hidden = false;
}

export async function move(element) {
  if (notice.dataset.busy) return;
  const date = element.querySelector('input')?.value || '';
  element.closest('details')?.removeAttribute('open');
  notice.dataset.busy = 'yes';
  const working = document.createElement('span');
  working.className = 'working';
  notice.replaceChildren(working, 'Moving the practice clock…');
  notice.hidden = false;
  const { base, clock } = document.body.dataset;
  const answer = await post(`${clock}/${element.dataset.clock}`, { person: base.split('/').pop(), date });
  delete notice.dataset.busy;
  if (answer.sentence) tell(answer.sentence, answer.places);
  else notice.hidden = true;
}
