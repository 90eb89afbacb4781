import { readFileSync } from 'node:fs';
import { DockerfileParser } from 'dockerfile-ast';
import { expect, test } from 'vitest';
import { brokenRules, rules } from './dockerfile-rules.ts';

const root = new URL('../../', import.meta.url);
const dockerfile = readFileSync(new URL('Dockerfile', root), 'utf8');
const { devDependencies, peerDependencies, bin, scripts } = JSON.parse(
  readFileSync(new URL('package.json', root), 'utf8'),
);

test('the Dockerfile keeps the rules', () => {
  expect(brokenRules(dockerfile)).toEqual([]);
});

const digest = `sha256:${'0'.repeat(64)}`;
const start = `FROM node:1.2.3@${digest}\nWORKDIR /app\n`;
const end = `USER 1000\nSTOPSIGNAL SIGTERM\nHEALTHCHECK CMD ["a"]\nENTRYPOINT ["a"]\n`;

/** What breaks each rule. All else of the file keeps all rules. */
const breaking: Readonly<Record<keyof typeof rules, string>> = {
  'DL3000: WORKDIR is absolute': `${start}WORKDIR app\n${end}`,
  'DL3001: no command that has no sense in an image': `${start}RUN vim a\n${start}${end}`,
  'DL3002: the last user is not root': `${start}${end}USER 0:0\n`,
  'DL3003: WORKDIR instead of cd': `${start}RUN cd /a && make\n${start}${end}`,
  'DL3004: no sudo': `${start}RUN sudo make\n${start}${end}`,
  'DL3006: the base has a tag': `FROM node@${digest}\n${end}`,
  'DL3007: no tag latest': `FROM node:latest@${digest}\n${end}`,
  'DL3008: versions of apt-get’s packages': `${start}RUN apt-get install -y --no-install-recommends a\n${start}${end}`,
  'DL3009: no lists of apt-get are left': `${start}RUN apt-get update\n${start}${end}`,
  'DL3011: ports are 1 to 65535': `${start}EXPOSE 8090/tcp 65536\n${end}`,
  'DL3012: one HEALTHCHECK': `${start}HEALTHCHECK NONE\n${end}`,
  'DL3014: apt-get does not ask': `${start}RUN apt-get install --no-install-recommends a=1\n${start}${end}`,
  'DL3015: apt-get installs nothing that is recommended only': `${start}RUN apt-get install -y a=1\n${start}${end}`,
  'DL3016: versions of npm’s packages': `${start}RUN npm install --ignore-scripts a\n${start}${end}`,
  'DL3020: COPY instead of ADD': `${start}ADD https://example.com/a.tar.gz ./\n${end}`,
  'DL3021: several sources go to a folder': `${start}COPY a b c\n${end}`,
  'DL3022: --from names an earlier stage': `${start}COPY --from=other a b\n${end}`,
  'DL3024: names of stages differ': `FROM node:1@${digest} AS a\nFROM node:1@${digest} AS a\n${end}`,
  'DL3025: commands in exec form': `${start}CMD a b\n${end}`,
  'DL3027: apt-get instead of apt': `${start}RUN apt list\n${start}${end}`,
  'DL3029: no fixed platform': `FROM --platform=linux/amd64 node:1@${digest}\n${end}`,
  'DL3043: no ONBUILD': `${start}ONBUILD COPY a b\n${end}`,
  'DL3044: no ENV refers to a variable of its own': `${start}ENV A=1 B=\${A}\n${end}`,
  'DL3045: a WORKDIR before a relative target': `FROM node:1@${digest}\nCOPY a b\n${end}`,
  'DL3059: no RUN right after another': `${start}RUN a\nRUN b\n${start}${end}`,
  'DL3061: FROM or ARG comes first': `WORKDIR /app\n${start}${end}`,
  'DL4000: no MAINTAINER': `${start}MAINTAINER me\n${end}`,
  'DL4001: nothing is fetched by wget or curl': `${start}RUN curl a\n${start}${end}`,
  'DL4003: one CMD': `${start}CMD ["a"]\nCMD ["b"]\n${end}`,
  'DL4004: one ENTRYPOINT': `${start}ENTRYPOINT ["b"]\n${end}`,
  'DL4006: no pipe hides a failure': `${start}RUN a | b\n${start}${end}`,
  'a base has a digest': `FROM node:1.2.3-slim\n${end}`,
  'the user of the image is a number, as Kubernetes’ runAsNonRoot needs it': `${start}${end}USER node\n`,
  'the image has an ENTRYPOINT, a HEALTHCHECK and a STOPSIGNAL': `${start}USER 1000\nENTRYPOINT ["a"]\n`,
  'no secret in ENV and ARG': `${start}ARG NPM_TOKEN\n${end}`,
  'NODE_OPTIONS is the operator’s': `${start}ENV NODE_OPTIONS=--use-openssl-ca\n${end}`,
  'no script of a package runs': `${start}RUN npm ci\n${start}${end}`,
  'the image runs nothing while it is built, so that no platform is emulated': `${start}RUN a\n${end}`,
};

test.each(Object.keys(rules))('a Dockerfile that breaks %s is told', (name) => {
  const told = brokenRules(breaking[name] ?? '').map((text) => text.replace(/ \(line \d+\)$/, ''));
  expect(told).toEqual([name]);
});

test('both stages of the image have one base', () => {
  const bases = DockerfileParser.parse(dockerfile).getFROMs();
  expect(bases).toHaveLength(2);
  expect(new Set(bases.map((base) => base.getImage())).size).toBe(1);
});

test('the image starts what the package starts, and asks it for its health', () => {
  const [entrypoint] = DockerfileParser.parse(dockerfile).getENTRYPOINTs();
  expect(JSON.parse(entrypoint?.getArgumentsContent() ?? '').join(' ')).toBe(scripts.start);
  expect(scripts.start).toMatch(new RegExp(`^node .*${bin['camunda-dynamodb-worker']}$`));
  const [check] = DockerfileParser.parse(dockerfile).getHEALTHCHECKs();
  expect(check?.getArgumentsContent()).toContain(JSON.stringify(bin['camunda-dynamodb-worker']));
});

test('the image has each optional peer, in the version that the tests have', () => {
  const [, listed = ''] = dockerfile.match(/^ARG OPTIONAL_PEERS="([^"]*)"$/m) ?? [];
  expect(listed.split(' ')).toEqual(Object.keys(peerDependencies));
  expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(listed.split(' ')));
});
