import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../examples/local/command.ts';
import { compiled } from '../../examples/local/compiled.ts';

test('a module runs as JavaScript with what it imports, finds files from where its source stands, and is never older than it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'compiled-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const module = pathToFileURL(join(folder, 'main.ts'));
  await writeFile(module, "const { word } = await import('./word.ts'); console.log(word as string, import.meta.url);");
  const compile = async (word: string) => {
    await writeFile(join(folder, 'word.ts'), `export const word: string = '${word}';`);
    return compiled(module);
  };
  const first = await compile('one');
  expect(await runCommand(process.execPath, [first])).toBe(`one ${module}\n`);
  expect(await runCommand(process.execPath, [await compile('two')])).toBe(`two ${module}\n`);
  expect(await compile('one')).toBe(first);
});
