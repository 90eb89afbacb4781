import { describe, expect, test } from 'vitest';
import { partitionsFile, sdkPartitions } from '../../element-templates/partitions-file.ts';
import { isFipsRegion, isRegion, realRegion } from '../../src/connection/region.ts';

const partitions = await sdkPartitions();

test('every region that the SDK knows is one', () => {
  const regions = partitions.flatMap((partition) => Object.keys(partition.regions));
  expect(regions.length).toBeGreaterThan(40);
  expect(regions.filter((region) => !isRegion(region))).toEqual([]);
});

describe('a new region of a known pattern is one', () => {
  test.each(['eu-north-9', 'us-lunar-12', 'cn-west-1', 'us-gov-north-1', 'us-iso-x-1', 'eusc-de-west-2'])(
    '%s',
    (region) => {
      expect(isRegion(region)).toBe(true);
    },
  );
});

describe('whatever else is none', () => {
  test.each([
    ...['', 'local', 'localhost', 'moon-north-1', 'xn--eu-central-1', 'eu-central-1.', 'eu-central', 'eu-central-1a'],
    ...['EU-CENTRAL-1', 'eu-CENTRAL-1', ' eu-central-1', 'eu-central-1\n', 'eu-central-1/', 'a.eu-central-1', 'eu--1'],
    ...['fips-local', 'local-fips', 'fips-fips-us-east-1', 'us-east-1-fips-fips', 'fips-', '-fips', 'eu-сentral-1'],
    ...[`us-${'a'.repeat(59)}-1`, `us-east-${'1'.repeat(56)}`],
  ])('"%s"', (region) => {
    expect(isRegion(region)).toBe(false);
  });
});

test.each([
  ['us-east-1-fips', 'us-east-1'],
  ['fips-us-east-1', 'us-east-1'],
  ['fips-dkr-us-east-1', 'us-east-1'],
  ['aws-fips', 'us-east-1'],
  ['fips-aws-global', 'us-east-1'],
])('%s asks for FIPS in %s', (name, region) => {
  expect([isRegion(name), isFipsRegion(name), realRegion(name)]).toEqual([true, true, region]);
});

test('what the file says of a partition is what the SDK does', () => {
  const [aws] = partitions;
  const text = partitionsFile(aws === undefined ? [] : [aws]);
  expect(text).toContain("id: 'aws',");
  expect(text).toContain("hostSuffixes: ['amazonaws.com', 'api.aws'],");
});
