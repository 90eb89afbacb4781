import type { Report } from '@camunda/linting';
import type { Locator } from 'playwright-core';
import type { ElementTemplate } from '../../../element-templates/element-template.ts';
import { buildPage } from './bundle.ts';
import { startChromium } from './chromium.ts';
import type { ModelerPage, ShownField } from './page.ts';

/** In the browser. */
declare const modelerPage: ModelerPage;

/**
 * What a modeler does in a field: types a text, in a dropdown chooses the words of a choice, ticks or unticks a box, or clicks fx and
 * types FEEL.
 */
export type Entry = string | boolean | { readonly fx: string };

/** The Modeler in a browser, and the one who sits before it. */
export interface Modeler {
  /** Opens a diagram, and selects its task `task`. */
  open(xml: string, templates: readonly ElementTemplate[], camunda: string): Promise<void>;
  /** Opens the choice of templates, or goes on in it, and types a phrase: gives the names of what it offers, in order. */
  search(phrase: string): Promise<string[]>;
  /** Takes the first that the search offers. */
  take(): Promise<void>;
  /**
   * Fills in a field, by its label.
   * @throws Error when the form does not show it, or does not hold what was entered
   */
  enter(label: string, entry: Entry): Promise<void>;
  /** The fields that the form shows, when it has checked all that was typed. */
  fields(): Promise<ShownField[]>;
  lint(): Promise<Report[]>;
  xml(): Promise<string>;
  /** A picture of the whole panel, in WebP. */
  picture(): Promise<Buffer>;
  close(): Promise<void>;
}

/** How long the panel waits after the last change, of any field, before it checks FEEL, and a little more. */
const FEEL_CHECK_MS = 750 + 250;

/** Longer texts are pasted, as from a page of examples: a key costs the panel about ten milliseconds. */
const MAX_KEYS = 20;

/** Little, as each frame is drawn without a graphics card. */
const viewport = { width: 700, height: 500 };

/** Opens the Modeler in Chromium. Its console must stay empty: `close` throws what was in it. */
export async function openModeler(chromium: string): Promise<Modeler> {
  const [browser, address] = await Promise.all([startChromium(chromium), buildPage()]);
  const page = await browser.newPage({ viewport });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(address);
  const panel = page.locator('#panel');
  const menu = page.locator('.djs-popup');
  let changedAt = 0;
  let offered = '';

  async function fieldCalled(label: string): Promise<ShownField> {
    const [field, ...others] = await page.evaluate((given) => modelerPage.fieldsCalled(given), label);
    if (field !== undefined && others.length === 0) return field;
    const shown = await page.evaluate(() => modelerPage.fields());
    const labels = shown.map((candidate) => candidate.label).join(', ');
    throw new Error(`The form shows ${field ? 'several fields' : 'no field'} called ${label}: it shows ${labels}`);
  }

  function type(text: string): Promise<void> {
    return text.length > MAX_KEYS ? page.keyboard.insertText(text) : page.keyboard.type(text);
  }

  async function typeInto(row: Locator, control: ShownField['control'], text: string): Promise<void> {
    await row.locator('input, textarea, .cm-content').focus();
    await page.keyboard.press('Control+A');
    if (text === '') return page.keyboard.press('Delete');
    if (control !== 'text' || !text.startsWith('=')) return type(text);
    await type('=');
    await row.locator('.cm-focused').waitFor();
    await type(text.slice(1));
  }

  async function act(field: ShownField, row: Locator, entry: Entry): Promise<void> {
    if (typeof entry === 'boolean') {
      if ((field.value === 'on') !== entry) await row.locator('input').click();
    } else if (typeof entry === 'object') {
      await row.locator('.bio-properties-panel-feel-icon').click();
      await row.locator('.cm-content').waitFor();
      await typeInto(row, 'feel', entry.fx);
    } else if (field.control === 'dropdown') {
      if (!field.choices.includes(entry))
        throw new Error(`${field.label} does not offer ${entry}: it offers ${field.choices.join(', ')}`);
      await row.locator('select').focus();
      await row.locator('select').selectOption({ label: entry });
    } else {
      await typeInto(row, field.control, entry);
    }
  }

  return {
    async open(xml, templates, camunda) {
      const given = JSON.stringify(templates);
      if (given !== offered) await page.evaluate((text) => modelerPage.offer(text), given);
      offered = given;
      await page.evaluate((diagram) => modelerPage.open(...diagram), [xml, camunda] as const);
      await page.locator('[data-element-id=task] .djs-hit').first().click();
      await panel
        .locator('.bio-properties-panel-select-template-button, [data-group-id*=CustomProperties]')
        .first()
        .waitFor();
    },
    async search(phrase) {
      if ((await menu.count()) === 0) await panel.locator('.bio-properties-panel-select-template-button').click();
      await menu.locator('input').focus();
      await page.keyboard.press('Control+A');
      // The menu searches after each key: one is enough.
      await page.keyboard.insertText(phrase.slice(0, -1));
      await page.keyboard.type(phrase.slice(-1));
      return page.evaluate(() => modelerPage.offers());
    },
    async take() {
      await menu.locator('.entry.selected').waitFor();
      await page.keyboard.press('Enter');
      await panel.locator('[data-group-id*=CustomProperties]').first().waitFor();
    },
    async enter(label, entry) {
      const field = await fieldCalled(label);
      const row = panel.locator(entryOf(field));
      if (!field.open) {
        const group = panel.locator('.bio-properties-panel-group').filter({ has: page.locator(entryOf(field)) });
        await group.locator('.bio-properties-panel-group-header').click();
      }
      await act(field, row, entry);
      // Clicking elsewhere; the panel takes what was typed then.
      await page.evaluate(() => modelerPage.leaveField());
      const after = await fieldCalled(label);
      changedAt = performance.now();
      const wanted = wantedValue(field, entry);
      if (after.value !== wanted) throw new Error(`${label} holds ${after.value}, though ${wanted} was entered`);
    },
    async fields() {
      const wait = changedAt + FEEL_CHECK_MS - performance.now();
      if (wait > 0) await page.waitForTimeout(wait);
      return page.evaluate(() => modelerPage.fields());
    },
    lint: () => page.evaluate(() => modelerPage.lint()),
    xml: () => page.evaluate(() => modelerPage.xml()),
    async picture() {
      const height = await page.evaluate(() => modelerPage.panelHeight());
      await page.setViewportSize({ ...viewport, height });
      const png = await panel.screenshot();
      await page.setViewportSize(viewport);
      return Buffer.from(await page.evaluate((given) => modelerPage.webp(given), png.toString('base64')), 'base64');
    },
    async close() {
      await browser.close();
      if (complaints.length > 0) throw new Error(`The page complained:\n${complaints.join('\n')}`);
    },
  };
}

const entryOf = ({ entryId }: ShownField) => `[data-entry-id="${entryId}"]`;

/** What a field then holds: in one that is not FEEL yet, the first `=` makes it FEEL. */
function wantedValue({ control }: ShownField, entry: Entry): string {
  if (typeof entry === 'boolean') return entry ? 'on' : 'off';
  if (typeof entry === 'object') return entry.fx;
  return control === 'text' && entry.startsWith('=') ? entry.slice(1) : entry;
}
