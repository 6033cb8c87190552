// Suggestions for the word being typed: what the bot can be asked, after its name or in the chat with it; people after @.

const { bot } = document.body.dataset;

export function suggestions(form, field) {
  const before = field.value.slice(0, field.selectionStart);
  const start = form.dataset.chat ? '' : `@${bot} `;
  if (form.dataset.commands && before.startsWith(start) && (start || field === document.activeElement)) {
    const word = before.slice(start.length).toLowerCase();
    if (/^\S*$/.test(word)) {
      return JSON.parse(form.dataset.commands)
        .filter((one) => one.title.toLowerCase().startsWith(word))
        .map((one) => ({ insert: `${one.title} `, from: start.length, title: one.title, more: one.description }));
    }
  }
  const mention = /(?:^|\s)@([\w.\- ]{0,30})$/.exec(before);
  if (!mention || !form.dataset.people) return [];
  const word = mention[1].toLowerCase();
  return JSON.parse(form.dataset.people)
    .filter((one) => one.name.toLowerCase().startsWith(word))
    .map((one) => ({ insert: `@${one.name} `, from: before.length - mention[1].length - 1, title: one.name, more: one.title }));
}
