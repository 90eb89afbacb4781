import { type Copy, DockerfileParser, type From, type Instruction, type PropertyInstruction } from 'dockerfile-ast';

/** A Dockerfile as the rules see it. */
interface Read {
  readonly all: readonly Instruction[];
  /** The instructions of each stage, its FROM first. */
  readonly stages: readonly (readonly Instruction[])[];
  readonly last: readonly Instruction[];
}

type Rule = (read: Read) => readonly Instruction[];

const of = (instructions: readonly Instruction[], ...keywords: string[]) =>
  instructions.filter((one) => keywords.includes(one.getKeyword()));
const words = (one: Instruction) => one.getArguments().map((argument) => argument.getValue());
const text = (one: Instruction) => one.getArgumentsContent() ?? '';
const first = (one: Instruction) => words(one)[0] ?? '';
/** The single commands of a RUN. */
const commands = (one: Instruction) =>
  text(one)
    .split(/&&|\|\||;|\|/)
    .map((command) => command.trim());
const runs = ({ all }: Read, pattern: RegExp, unless?: RegExp) =>
  of(all, 'RUN').filter((one) =>
    commands(one).some((command) => pattern.test(command) && unless?.test(command) !== true),
  );
const bases = ({ all }: Read) => of(all, 'FROM') as From[];
const stageNames = ({ all }: Read) => bases({ all } as Read).map((from) => from.getBuildStage());
const ofOutside = (read: Read) => bases(read).filter((from) => !stageNames(read).includes(from.getImage()));
const fromOf = (copy: Instruction) => (copy as Copy).getFromFlag()?.getValue() ?? undefined;
const secret = /PASSWORD|PASSWD|SECRET(?!S?_DIR)|TOKEN(?!_DISK_CACHE_DISABLE)|PRIVATE_KEY|ACCESS_KEY|CREDENTIAL/i;
const allButFirst = (instructions: readonly Instruction[]) => instructions.slice(1);

/** Rules by the numbers that hadolint has for them (https://github.com/hadolint/hadolint), and the project's own. Each gives who breaks it. */
export const rules: Readonly<Record<string, Rule>> = {
  'DL3000: WORKDIR is absolute': ({ all }) => of(all, 'WORKDIR').filter((one) => !first(one).startsWith('/')),
  'DL3001: no command that has no sense in an image': (read) =>
    runs(read, /^(?:ssh|vim|shutdown|service|ps|free|top|kill|mount)\b/),
  'DL3002: the last user is not root': ({ last }) =>
    of(last, 'USER')
      .slice(-1)
      .filter((one) => /^(?:root|0)(?::|$)/.test(first(one))),
  'DL3003: WORKDIR instead of cd': (read) => runs(read, /^cd\b/),
  'DL3004: no sudo': (read) => runs(read, /^sudo\b/),
  'DL3006: the base has a tag': (read) => ofOutside(read).filter((from) => from.getImageTag() === null),
  'DL3007: no tag latest': (read) => bases(read).filter((from) => from.getImageTag() === 'latest'),
  'DL3008: versions of apt-get’s packages': (read) => runs(read, /^apt-get .*install/, /=/),
  'DL3009: no lists of apt-get are left': ({ all }) =>
    of(all, 'RUN').filter((one) => /apt-get .*update/.test(text(one)) && !text(one).includes('/var/lib/apt/lists')),
  'DL3011: ports are 1 to 65535': ({ all }) =>
    of(all, 'EXPOSE').filter((one) => words(one).some((port) => !isPort(port.replace(/\/(?:tcp|udp)$/, '')))),
  'DL3012: one HEALTHCHECK': ({ stages }) => stages.flatMap((stage) => allButFirst(of(stage, 'HEALTHCHECK'))),
  'DL3014: apt-get does not ask': (read) => runs(read, /^apt-get .*install/, /-(?:y|-yes|-assume-yes)\b/),
  'DL3015: apt-get installs nothing that is recommended only': (read) =>
    runs(read, /^apt-get .*install/, /--no-install-recommends/),
  'DL3016: versions of npm’s packages': (read) => runs(read, /^npm (?:i|install)\b.* [@\w]/, /@\d/),
  'DL3020: COPY instead of ADD': ({ all }) => of(all, 'ADD'),
  'DL3021: several sources go to a folder': ({ all }) =>
    of(all, 'COPY').filter((one) => words(one).length > 2 && !words(one).at(-1)?.endsWith('/')),
  'DL3022: --from names an earlier stage': (read) =>
    read.stages.flatMap((stage, index) =>
      of(stage, 'COPY').filter((one) => {
        const from = fromOf(one);
        return from !== undefined && !stageNames(read).slice(0, index).includes(from);
      }),
    ),
  'DL3024: names of stages differ': (read) =>
    bases(read).filter(
      (from, index) => from.getBuildStage() !== null && stageNames(read).indexOf(from.getBuildStage()) < index,
    ),
  'DL3025: commands in exec form': ({ all }) =>
    of(all, 'CMD', 'ENTRYPOINT').filter((one) => !text(one).startsWith('[')),
  'DL3027: apt-get instead of apt': (read) => runs(read, /^apt /),
  'DL3029: no fixed platform': (read) =>
    bases(read).filter(
      (from) => from.getPlatformFlag() !== null && !from.getPlatformFlag()?.getValue()?.startsWith('$'),
    ),
  'DL3043: no ONBUILD': ({ all }) => of(all, 'ONBUILD'),
  'DL3044: no ENV refers to a variable of its own': ({ all }) =>
    of(all, 'ENV').filter((one) =>
      (one as PropertyInstruction)
        .getProperties()
        .some((property) => new RegExp(`\\$\\{?${property.getName()}\\b`).test(text(one))),
    ),
  'DL3045: a WORKDIR before a relative target': ({ stages }) =>
    stages.flatMap((stage) =>
      of(stage, 'COPY').filter(
        (one) => !words(one).at(-1)?.startsWith('/') && of(stage.slice(0, stage.indexOf(one)), 'WORKDIR').length === 0,
      ),
    ),
  'DL3059: no RUN right after another': ({ all }) =>
    all.filter((one, index) => one.getKeyword() === 'RUN' && all[index - 1]?.getKeyword() === 'RUN'),
  'DL3061: FROM or ARG comes first': ({ all }) =>
    all.slice(0, 1).filter((one) => !['FROM', 'ARG'].includes(one.getKeyword())),
  'DL4000: no MAINTAINER': ({ all }) => of(all, 'MAINTAINER'),
  'DL4001: nothing is fetched by wget or curl': (read) => runs(read, /^(?:wget|curl)\b/),
  'DL4003: one CMD': ({ stages }) => stages.flatMap((stage) => allButFirst(of(stage, 'CMD'))),
  'DL4004: one ENTRYPOINT': ({ stages }) => stages.flatMap((stage) => allButFirst(of(stage, 'ENTRYPOINT'))),
  'DL4006: no pipe hides a failure': ({ all }) => of(all, 'RUN').filter((one) => /[^|]\|[^|]/.test(text(one))),
  'a base has a digest': (read) =>
    ofOutside(read).filter((from) => !/^sha256:[0-9a-f]{64}$/.test(from.getImageDigest() ?? '')),
  'the user of the image is a number, as Kubernetes’ runAsNonRoot needs it': ({ last }) => {
    const users = of(last, 'USER');
    return users.length === 0 ? last.slice(0, 1) : users.slice(-1).filter((one) => !/^\d+(?::\d+)?$/.test(first(one)));
  },
  'the image has an ENTRYPOINT, a HEALTHCHECK and a STOPSIGNAL': ({ last }) =>
    ['ENTRYPOINT', 'HEALTHCHECK', 'STOPSIGNAL'].every((keyword) => of(last, keyword).length > 0)
      ? []
      : last.slice(0, 1),
  'no secret in ENV and ARG': ({ all }) =>
    of(all, 'ENV', 'ARG').filter((one) =>
      (one as PropertyInstruction).getProperties().some((property) => secret.test(property.getName())),
    ),
  'NODE_OPTIONS is the operator’s': ({ all }) => of(all, 'ENV').filter((one) => text(one).includes('NODE_OPTIONS')),
  'no script of a package runs': (read) => runs(read, /^npm (?:ci|i|install|prune|rebuild)\b/, /--ignore-scripts/),
  'the image runs nothing while it is built, so that no platform is emulated': ({ last }) => of(last, 'RUN'),
};

function isPort(port: string): boolean {
  return /^\d+$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
}

/** Says which rules a Dockerfile breaks, and in which lines. */
export function brokenRules(dockerfile: string): string[] {
  const all = DockerfileParser.parse(dockerfile).getInstructions();
  const starts = all.flatMap((one, index) => (one.getKeyword() === 'FROM' ? [index] : []));
  const stages = starts.map((start, index) => all.slice(start, starts[index + 1]));
  const read = { all, stages, last: stages.at(-1) ?? [] };
  return Object.entries(rules).flatMap(([name, breaking]) =>
    breaking(read).map((one) => `${name} (line ${one.getRange().start.line + 1})`),
  );
}
