// Suggestions for the word being typed: commands at the start, people after @.
export function suggestions(form, field) {
  const before = field.value.slice(0, field.selectionStart);
  if (/^\/\S*$/.test(before) && form.dataset.commands) {
    return JSON.parse(form.dataset.commands)
      .filter((one) => one.command.startsWith(before.toLowerCase()))
      .map((one) => ({ insert: `${one.command} `, from: 0, title: one.command, hint: one.usage_hint, more: one.description }));
  }
  const mention = /(?:^|\s)@([\w.\- ]{0,30})$/.exec(before);
  if (!mention || !form.dataset.people) return [];
  const word = mention[1].toLowerCase();
  return JSON.parse(form.dataset.people)
    .filter((one) => one.real_name.toLowerCase().startsWith(word) || one.name.startsWith(word))
    .map((one) => ({ insert: `@${one.name} `, from: before.length - mention[1].length - 1, title: one.real_name, more: one.title }));
}
