// What the controls of Block Kit elements hold, in a form the server understands.

const holdsMany = (kind) => kind === 'checkboxes' || kind.startsWith('multi_');

// One element's value: text, an option's value, or a list; an option of the bot's own list as a whole.
export function valueOf(element) {
  const { kind } = element.dataset;
  if ('value' in element && element.matches('input, textarea, select')) return element.value;
  const chosen = [...element.querySelectorAll('.tick input:checked')]
    .map((input) => (input.dataset.option ? JSON.parse(input.dataset.option) : input.value));
  return holdsMany(kind) ? chosen : chosen[0] ?? '';
}

// Every input of a surface, as {block_id: {action_id: value}}.
export function valuesOf(surface) {
  const values = {};
  for (const element of surface.querySelectorAll('[data-kind]')) {
    const { kind, blockId, actionId } = element.dataset;
    if (kind === 'button' || kind === 'overflow') continue;
    (values[blockId] ??= {})[actionId] = valueOf(element);
  }
  return values;
}

const isEmpty = (value) => value === '' || (Array.isArray(value) && value.length === 0);

// What can be said before the bot is asked: required fields and lengths. {block_id: sentence}.
export function problemsIn(form) {
  const problems = {};
  for (const field of form.querySelectorAll('[data-field]')) {
    const element = field.querySelector('[data-kind]');
    if (!element) continue;
    const value = valueOf(element);
    const { minlength, max } = element.dataset;
    if (isEmpty(value)) {
      if (element.validity?.badInput) problems[field.dataset.field] = 'Please fill this in completely.';
      else if ('required' in field.dataset) problems[field.dataset.field] = 'Please fill in this field.';
    } else if (minlength && value.length < Number(minlength)) {
      problems[field.dataset.field] = `Please write at least ${minlength} characters.`;
    } else if (max && value.length > Number(max)) {
      problems[field.dataset.field] = `Please choose ${max} at most.`;
    } else if (element.validity && !element.validity.valid) {
      problems[field.dataset.field] = element.validationMessage;
    }
  }
  return problems;
}

// Shows sentences under their fields and puts the cursor into the first; false for one without a field.
export function showProblems(form, problems) {
  let first = null;
  const unseen = new Set(Object.keys(problems));
  for (const field of form.querySelectorAll('[data-field]')) {
    const problem = problems[field.dataset.field] || '';
    unseen.delete(field.dataset.field);
    field.classList.toggle('has-error', Boolean(problem));
    field.querySelector('.field-error').textContent = problem;
    const control = field.querySelector('[data-kind]');
    if (problem) control.setAttribute('aria-invalid', 'true');
    else control.removeAttribute('aria-invalid');
    if (problem && !first) first = control;
  }
  const target = first?.matches('input, textarea, select') ? first : first?.querySelector('input');
  target?.focus();
  first?.scrollIntoView({ block: 'center' });
  return unseen.size === 0;
}
