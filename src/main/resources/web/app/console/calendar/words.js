/** The firm's own words: grades, outcomes, stages, intents, and fields of its leads. */

import { html, nothing } from 'lit';
import { choiceField, textField, wordsField, worded } from '../../core/fields.js';
import { itemsField } from '../../core/lists.js';
import { t } from '../../core/text.js';

const of = worded('words');
const TYPES = ['text', 'number', 'date', 'flag', 'choice'];

export const words = (draft) => html`
  <section class="sheet"><h2>${t('words')}</h2><p class="help">${t('words.help')}</p><div class="form-grid">
    ${wordsField(draft, '/grades', of('grades', { wide: true, placeholder: 'A, B, C, D' }))}
    ${wordsField(draft, '/outcomes', of('outcomes', { wide: true, placeholder: 'reached, no_answer, busy, wrong_number, empty_number, refused, interested, callback' }))}
    ${wordsField(draft, '/stages', of('stages', { wide: true, placeholder: 'new, qualified, offer, negotiation, won, lost' }))}
    ${wordsField(draft, '/intents', of('intents', { wide: true }))}
  </div></section>
  <section class="sheet"><h2>${t('words.fields')}</h2><p class="help">${t('words.fields.help')}</p>
    ${itemsField(draft, '/fields', {
      label: t('words.fields'),
      add: t('words.fields.add'),
      max: 100,
      fresh: () => ({ id: '', name: '', type: 'text' }),
      title: (field, i) => field.name || t('words.field', { nth: i + 1 }),
      item: (at, field) => html`<div class="form-grid">
        ${textField(draft, `${at}/name`, of('field.name', { max: 100, placeholder: t('words.field.example') }))}
        ${textField(draft, `${at}/id`, of('field.id', { max: 40, placeholder: 'budget' }))}
        ${choiceField(draft, `${at}/type`, of('field.type', { choices: TYPES.map((type) => [type, t(`words.type.${type}`)]) }))}
        ${field.type === 'choice' ? wordsField(draft, `${at}/options`, of('field.options')) : nothing}
      </div>`,
    })}
  </section>
`;
