import dns from 'node:dns';
import { describe, expect, test, vi } from 'vitest';
import { openLookup } from '../../src/network/lookup.ts';
import { freshFile } from '../support/aws-files.ts';
import { useNameServer } from '../support/name-server.ts';

type Lookup = ReturnType<typeof openLookup>;

/** Looks a host up, as Node does for a connection. */
function find(lookup: Lookup, host: string, family = 0): Promise<unknown> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true, family }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)));
  });
}

/** A system that is asked for names, and answers each when it is told to. */
function useSystem() {
  const waiting: { host: string; answer: (address: string) => void }[] = [];
  const lookup = (host: string, _: unknown, callback: (...answer: unknown[]) => void) => {
    waiting.push({ host, answer: (address) => callback(null, [{ address, family: 4 }]) });
  };
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as never);
  return {
    get asked() {
      return waiting.map(({ host }) => host);
    },
    answer: (address: string) => waiting.at(-1)?.answer(address),
  };
}

const v4 = (address: string) => ({ address, family: 4 });
const noFiles = { hostsFile: '/nowhere/hosts', resolverFile: '/nowhere/resolv.conf' };

describe('one host does not wait for another', () => {
  test('whose name servers are silent, even if twenty are looked up at once', async () => {
    await useNameServer((name) => (name.startsWith('slow') ? 'silent' : ['127.0.0.9']));
    const system = useSystem();
    const lookup = openLookup({ ...noFiles, limit: 300 });
    let ended = 0;
    const slow = Array.from({ length: 20 }, (_, index) =>
      find(lookup, `slow${index}.example`).catch(() => {
        ended++;
      }),
    );
    expect(await find(lookup, 'database.example')).toEqual([v4('127.0.0.9')]);
    expect(ended).toBe(0);
    await Promise.all(slow);
    expect(ended).toBe(20);
    expect(system.asked).toEqual([]);
  });

  test('a silent name server ends with an error that names the host', async () => {
    await useNameServer(() => 'silent');
    await expect(find(openLookup({ ...noFiles, limit: 50 }), 'slow.example')).rejects.toMatchObject({
      code: 'ETIMEDOUT',
      message: 'the look-up of slow.example took longer than 0.05 s',
    });
  });

  test('what name servers do not know is left to the system, one name at a time', async () => {
    await useNameServer(() => []);
    const system = useSystem();
    const lookup = openLookup(noFiles);
    const answers = ['a.local', 'b.local', 'c.local'].map((host) => find(lookup, host));
    await vi.waitFor(() => expect(system.asked).toHaveLength(1));
    await new Promise(setImmediate);
    expect(system.asked).toHaveLength(1);
    for (let number = 1; number <= 3; number++) {
      await vi.waitFor(() => expect(system.asked).toHaveLength(number));
      system.answer(`127.0.0.${number}`);
    }
    const given = (await Promise.all(answers)) as { address: string }[][];
    expect(
      given
        .flat()
        .map(({ address }) => address)
        .sort(),
    ).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.3']);
  });

  test('and a name for which nobody waits any more is not asked of it', async () => {
    await useNameServer(() => []);
    const system = useSystem();
    const lookup = openLookup({ ...noFiles, limit: 200 });
    const stuck = find(lookup, 'stuck.local');
    await vi.waitFor(() => expect(system.asked).toEqual(['stuck.local']));
    await Promise.allSettled([stuck, find(lookup, 'given-up.local')]);
    system.answer('127.0.0.1');
    const next = find(lookup, 'next.local');
    await vi.waitFor(() => expect(system.asked).toEqual(['stuck.local', 'next.local']));
    system.answer('127.0.0.2');
    expect(await next).toEqual([v4('127.0.0.2')]);
  });
});

test('equal names that are looked up at once are asked once', async () => {
  const asked = await useNameServer(() => ['127.0.0.9']);
  const lookup = openLookup(noFiles);
  await Promise.all(Array.from({ length: 10 }, () => find(lookup, 'database.example')));
  expect(asked.sort()).toEqual(['A database.example', 'AAAA database.example']);
});

describe('names mean what they mean to the system', () => {
  test.each(['localhost', 'db.localhost', 'pinned.example', 'PINNED', 'short'])(
    '%s is in its own file of names, or always known',
    async (host) => {
      const asked = await useNameServer(() => ['127.0.0.9']);
      const system = useSystem();
      const hostsFile = await freshFile(
        '# names\n127.0.0.1 localhost\n10.0.0.1\tpinned.example pinned # short\n10.0.0.2 short\n',
      );
      const found = find(openLookup({ ...noFiles, hostsFile }), host.toLowerCase());
      await vi.waitFor(() => expect(system.asked).toEqual([host.toLowerCase()]));
      system.answer('10.0.0.1');
      expect(await found).toEqual([v4('10.0.0.1')]);
      expect(asked).toEqual([]);
    },
  );

  test.each([
    ['db', ['db.team.svc.cluster.local', 'db.svc.cluster.local', 'db']],
    ['db.team.svc', ['db.team.svc.team.svc.cluster.local', 'db.team.svc.svc.cluster.local', 'db.team.svc']],
    ['a.b.c.d.e.f', ['a.b.c.d.e.f', 'a.b.c.d.e.f.team.svc.cluster.local', 'a.b.c.d.e.f.svc.cluster.local']],
    ['db.example.', ['db.example']],
  ])('%s is searched for in the order of its search list', async (host, names) => {
    const asked = await useNameServer((name) => (name === names.at(-1) ? ['127.0.0.9'] : []));
    const resolverFile = await freshFile(
      'nameserver 10.96.0.10\nsearch team.svc.cluster.local svc.cluster.local\noptions edns0 ndots:5\n',
    );
    expect(await find(openLookup({ ...noFiles, resolverFile }), host)).toEqual([v4('127.0.0.9')]);
    expect(asked.filter((line) => line.startsWith('A ')).map((line) => line.slice(2))).toEqual(names);
  });

  test('a host has addresses of both families, or of the one that is wanted', async () => {
    await useNameServer(() => ['::1', '127.0.0.9']);
    const lookup = openLookup(noFiles);
    const v6 = { address: '::1', family: 6 };
    expect(await find(lookup, 'database.example')).toEqual([v4('127.0.0.9'), v6]);
    expect(await find(lookup, 'database.example', 6)).toEqual([v6]);
    expect(await find(lookup, 'database.example', 4)).toEqual([v4('127.0.0.9')]);
  });

  test('a host without an address of the family that is wanted is not found', async () => {
    await useNameServer(() => ['127.0.0.9']);
    await expect(find(openLookup(noFiles), 'database.example', 6)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
