import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeImageFolder } from '../../release/image-folder.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dockerfile-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let made = 0;

/** Makes the image of a context with these files. */
async function imageOf(files: Readonly<Record<string, string>>) {
  made += 1;
  const context = join(folder, `context-${made}`);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(context, name)), { recursive: true });
    await writeFile(join(context, name), content);
  }
  return makeImageFolder(context, join(folder, `work-${made}`), { PATH: process.env.PATH });
}

test('the steps of a Dockerfile are done one by one, with what .dockerignore leaves', async () => {
  const image = await imageOf({
    Dockerfile: `FROM one AS build
WORKDIR /app
ARG WORD="of the build"
COPY src src
COPY a.txt ./
RUN printf '%s' "$WORD" > made.txt \\
  && rm a.txt
FROM one
WORKDIR /srv
ENV A=1 B=two
COPY --from=build /app ./
USER 7:8
EXPOSE 80
HEALTHCHECK --interval=3s CMD ["ask", "it"]
ENTRYPOINT ["start", "it"]
`,
    '.dockerignore': '# All but:\n*\n!src\n!a.txt\nsrc/secret\n',
    'src/b.txt': 'b',
    'src/secret/key': 'k',
    'a.txt': 'a',
  });
  expect(image).toMatchObject({
    environment: { A: '1', B: 'two' },
    entrypoint: ['start', 'it'],
    healthcheck: ['ask', 'it'],
    user: '7:8',
  });
  expect((await readdir(image.folder, { recursive: true })).sort()).toEqual(['made.txt', 'src', 'src/b.txt']);
  expect(await readFile(join(image.folder, 'made.txt'), 'utf8')).toBe('of the build');
});

const start = 'FROM one\nWORKDIR /app\n';

test.each([
  [
    'a source that is not there',
    { Dockerfile: `${start}COPY a ./\n`, '.dockerignore': '' },
    'Line 3 of the Dockerfile (COPY) copies a, which is not there',
  ],
  [
    'a file that is left out',
    { Dockerfile: `${start}COPY a ./\n`, '.dockerignore': '*\n!b\n', a: '' },
    'Line 3 of the Dockerfile (COPY) copies a, which .dockerignore leaves out',
  ],
  [
    'a folder that is left out',
    { Dockerfile: `${start}COPY src src\n`, '.dockerignore': 'src/a\n', 'src/a': '' },
    'Line 3 of the Dockerfile (COPY) copies src, of which .dockerignore leaves nothing',
  ],
  [
    'a stage that is not there',
    { Dockerfile: `${start}COPY --from=b a ./\n`, '.dockerignore': '' },
    'is not understood',
  ],
  ['a command that fails', { Dockerfile: `${start}RUN echo because; exit 3\n`, '.dockerignore': '' }, 'because'],
  ['another instruction', { Dockerfile: `${start}ADD a ./\n`, '.dockerignore': '' }, '(ADD) is not understood'],
  [
    'another pattern',
    { Dockerfile: start, '.dockerignore': '**/a\n' },
    '.dockerignore: expected paths and *, got **/a',
  ],
])('%s is told', async (_, files, told) => {
  await expect(imageOf(files)).rejects.toThrow(told);
});
