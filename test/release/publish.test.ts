import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { runCommand } from '../../release/command.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const digest = `sha256:${'a1'.repeat(32)}`;

/**
 * Runs a script of the release with programs in place of those that would send something, and gives what each was called with.
 * @param programs what each does, in shell
 */
async function calls(
  script: string,
  args: readonly string[],
  programs: Readonly<Record<string, string>>,
  variables = {},
) {
  const folder = mkdtempSync(join(tmpdir(), 'publish-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [bin, log] = [join(folder, 'bin'), join(folder, 'calls')];
  mkdirSync(bin);
  writeFileSync(log, '');
  for (const [name, does] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\necho "${name} $*" >> "${log}"\n${does}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const environment = { PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: folder, ...variables };
  const ended = runCommand(join(root, 'release', script), args, { environment });
  return { printed: await ended, called: readFileSync(log, 'utf8').trimEnd().split('\n') };
}

test('the image is built for both platforms with its attestations, and signed by its digest', async () => {
  const writesDigest = `while [ "$1" != --metadata-file ]; do shift; done; echo '{"containerimage.digest":"${digest}"}' > "$2"`;
  const { called, printed } = await calls('publish-image.sh', ['registry.example/o/n', 'https://example.com/o/n'], {
    docker: writesDigest,
    cosign: '',
  });
  const [built = '', signed] = called;
  expect(built).toMatch(/^docker buildx build \. --platform linux\/amd64,linux\/arm64 /);
  expect(built).toContain(`--tag registry.example/o/n:${version} `);
  expect(built).toContain(`--label org.opencontainers.image.version=${version} `);
  expect(built).toMatch(/--label org\.opencontainers\.image\.revision=[0-9a-f]{40} /);
  expect(built).toContain('--label org.opencontainers.image.source=https://example.com/o/n ');
  expect(built).toContain('--sbom=true --provenance=mode=max ');
  expect(signed).toBe(`cosign sign --yes --recursive registry.example/o/n@${digest}`);
  expect(called).toHaveLength(2);
  expect(printed).toBe(`registry.example/o/n:${version}@${digest}\n`);
});

test('an image that could not be pushed is not signed', async () => {
  const failing = calls('publish-image.sh', ['registry.example/o/n', 'https://example.com'], {
    docker: 'echo denied >&2; exit 1',
    cosign: 'echo signed',
  });
  await expect(failing).rejects.toThrow(/ended with 1:\ndenied$/);
});

test('the chart is pushed, and signed by the digest that helm says', async () => {
  const { called } = await calls('publish-chart.sh', ['c-1.0.0.tgz', 'registry.example/o/charts'], {
    helm: `echo 'Pushed: registry.example/o/charts/c:1.0.0' >&2; echo 'Digest: ${digest}' >&2`,
    cosign: '',
  });
  expect(called).toEqual([
    'helm push c-1.0.0.tgz oci://registry.example/o/charts',
    `cosign sign --yes registry.example/o/charts/c@${digest}`,
  ]);
});

test('a chart without a digest is not signed', async () => {
  const failing = calls('publish-chart.sh', ['c-1.0.0.tgz', 'registry.example/o/charts'], {
    helm: 'echo all is well',
    cosign: 'echo signed',
  });
  await expect(failing).rejects.toThrow('Expected helm to print a digest, got: all is well');
});

test.each([
  ['camunda-dynamodb-worker-1.0.0.tgz', 'latest'],
  ['camunda-dynamodb-worker-1.0.0-rc.1.tgz', 'next'],
])('%s is published with its provenance as %s, without a token by the trusted publisher', async (file, tag) => {
  const { called } = await calls('publish-package.sh', [`/files/${file}`], { npm: '' });
  expect(called).toEqual([`npm publish /files/${file} --provenance --access public --tag ${tag}`]);
});

test('a token is named in the settings of npm, and not written there', async () => {
  const npm = 'if [ "$2" = get ]; then echo https://registry.example/; fi';
  const { called } = await calls('publish-package.sh', ['/files/a-1.0.0.tgz'], { npm }, { NPM_TOKEN: 'npm-secret' });
  expect(called).toEqual([
    'npm config get registry',
    `npm config set //registry.example/:_authToken=\${NPM_TOKEN}`,
    'npm publish /files/a-1.0.0.tgz --provenance --access public --tag latest',
  ]);
});
