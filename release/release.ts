/**
 * Checks whether this clone can be released, makes the files of the release in `.cache/release`, and tags the commit. It sends nothing
 * anywhere: the tag is pushed by hand, and the workflow `release` publishes. docs/releasing.md tells the whole way.
 *
 * Usage: npm run release -- [--dry-run] [--no-tests] [--tag v0.1.0] [--repository https://github.com/owner/name]
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { releaseFaults, versionOf } from './checks.ts';
import { runCommand } from './command.ts';
import { makeReleaseFiles, releaseFolder } from './files.ts';

const { values } = parseArgs({
  options: {
    /** Checks, and makes the files. It makes no tag. */
    'dry-run': { type: 'boolean' },
    /** All tests ran already, for this commit. */
    'no-tests': { type: 'boolean' },
    /** The tag is there already. */
    tag: { type: 'string' },
    /** What package.json must name. */
    repository: { type: 'string' },
  },
});
const root = fileURLToPath(new URL('../', import.meta.url));
const version = versionOf(root);

const faults = await releaseFaults(root, values);
if (faults.length === 0 && !values['no-tests']) faults.push(...(await testFaults()));
if (faults.length === 0 || values['dry-run']) {
  const target = join(root, releaseFolder);
  const { files, missing } = await makeReleaseFiles(root, target);
  console.log(`${target} has:\n${files.map((file) => `  ${file}`).join('\n')}`);
  for (const part of missing) console.log(`Not made: ${part}`);
}
if (faults.length > 0) {
  console.error(`${version} cannot be released:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
  process.exitCode = 1;
} else if (values['dry-run'] || values.tag !== undefined) {
  console.log(`${version} can be released.`);
} else {
  await runCommand('git', ['tag', '--annotate', `v${version}`, '--message', `camunda-dynamodb-worker ${version}`], {
    cwd: root,
  });
  console.log(`The tag v${version} is made. To release it: git push origin v${version}`);
}

async function testFaults(): Promise<string[]> {
  try {
    await runCommand('npm', ['test'], { cwd: root });
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
