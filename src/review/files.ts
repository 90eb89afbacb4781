import { readDiagram } from '../diagram/diagram.ts';
import { DiagramError, START } from '../diagram/diagram-error.ts';
import { decodeFile } from '../diagram/encoding.ts';
import { type Form, readForm } from '../diagram/forms.ts';
import { type Finding, rules } from './finding.ts';
import type { DiagramFile, Files } from './task.ts';

/** A file that is checked. */
interface NamedText {
  readonly file: string;
  /** Its text, or its bytes, which tell their encoding. */
  readonly text: string | Uint8Array;
}

/** Reads diagrams and forms. A file that is neither becomes a finding. */
export function readFiles(texts: readonly NamedText[]): {
  readonly files: Files;
  readonly findings: readonly Finding[];
} {
  const read = texts.map(readFile);
  const diagrams = read.flatMap((each) => ('diagram' in each ? [each] : []));
  const forms = read.flatMap((each) => ('form' in each ? [each.form] : []));
  return {
    files: { diagrams, forms: [...forms, ...diagrams.flatMap(({ diagram }) => diagram.forms)] },
    findings: read.flatMap((each) => ('rule' in each ? [each] : [])),
  };
}

type ReadFile = DiagramFile | { readonly form: Form } | Finding;

function readFile({ file, text: given }: NamedText): ReadFile {
  try {
    const text = typeof given === 'string' ? given : decodeFile(given);
    if (!file.endsWith('.form')) return { file, diagram: readDiagram(text) };
    const form = readForm(text);
    if (form !== undefined) return { form };
    throw new DiagramError('No form: expected JSON with components', START);
  } catch (error) {
    if (!(error instanceof DiagramError)) throw error;
    const { message, place } = error;
    const { severity } = rules.diagram;
    return { rule: 'diagram', severity, file, place, element: undefined, field: undefined, label: undefined, message };
  }
}
