import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/index.ts';
import { findChromium } from '../support/browser/find-chromium.ts';
import { type Modeler, openModeler } from '../support/browser/modeler.ts';
import type { ShownField } from '../support/browser/page.ts';
import { oneTaskProcess } from '../support/diagrams.ts';
import { everyNth } from '../support/long-form.ts';
import { template, template810 } from '../support/template.ts';
import { mistakenForms } from './form-mistakes.ts';
import { phrases } from './phrases.ts';

const chromium = findChromium();

describe.skipIf(chromium === undefined)('in the Modeler', () => {
  let modeler: Modeler;
  beforeAll(async () => {
    modeler = await openModeler(chromium as string);
  });
  afterAll(() => modeler?.close());

  const open = (camunda: string) =>
    modeler.open(oneTaskProcess().replace('"8.6.0"', `"${camunda}.0"`), [template, template810], camunda);
  const lint = async () => (await modeler.lint()).map(({ message }) => message);

  describe('a search', () => {
    beforeAll(() => open('8.8'));

    test.each(operations)('offers $label first for what people call it', async ({ id, label }) => {
      const missed: string[] = [];
      for (const phrase of everyNth(phrases[id] ?? [], 6)) {
        const [first = 'nothing'] = await modeler.search(phrase);
        if (first !== label) missed.push(`${phrase}: ${first}`);
      }
      expect(missed).toEqual([]);
    });
  });

  describe.each(mistakenForms)('$operation shows', ({ operation, camunda = '8.8', form, mistakes }) => {
    let red: readonly ShownField[];
    let said: readonly string[];
    beforeAll(async () => {
      await open(camunda);
      await modeler.search(operation);
      await modeler.take();
      for (const [field, entry] of Object.entries(form)) await modeler.enter(field, entry);
      for (const { field, entry } of mistakes) if (entry !== undefined) await modeler.enter(field, entry);
      red = (await modeler.fields()).filter(({ error }) => error !== undefined);
      said = await lint();
    });

    test.each(mistakes)('$what', ({ field, red: text, lint: message = `${field} ${text}` }) => {
      const error = red.find(({ label }) => label === field)?.error ?? null;
      expect(error?.replace(`${field} `, '') ?? null).toBe(text);
      if (message !== null) expect(said).toContain(message);
    });

    test('no other field in red', () => {
      const mistaken = mistakes.filter((mistake) => mistake.red !== null).map(({ field }) => field);
      expect(red.map(({ label }) => label).toSorted()).toEqual(mistaken.toSorted());
    });
  });
});
