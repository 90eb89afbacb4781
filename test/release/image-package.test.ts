import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (file: string) => readFileSync(new URL(file, root), 'utf8');

test('no page adds to the image what is in it', () => {
  const [, peers = ''] = /^ARG OPTIONAL_PEERS="(.+)"$/m.exec(read('Dockerfile')) ?? [];
  expect(peers.split(' ')).toContain('@opentelemetry/sdk-node');
  const pages = readdirSync(new URL('docs/', root)).filter((file) => file.endsWith('.md'));
  const added = pages.flatMap((page) => {
    const blocks = [...read(`docs/${page}`).matchAll(/^```Dockerfile\n([\s\S]*?)^```$/gim)].join('\n');
    return peers.split(' ').filter((peer) => blocks.includes(peer));
  });
  expect(added).toEqual([]);
});
