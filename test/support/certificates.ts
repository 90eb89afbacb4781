import { generate } from 'selfsigned';
import { freshFile } from './aws-files.ts';

/** A certificate that vouches for itself, for the hosts of tests, which is in a file too. */
export async function selfSigned() {
  generated ??= make();
  const { cert, private: key } = await generated;
  return { cert, key, file: await freshFile(cert) };
}

/** It takes time. */
let generated: ReturnType<typeof make> | undefined;

function make() {
  return generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          { type: 2, value: 'localhost' },
          { type: 2, value: 'database.example' },
          { type: 2, value: 'sts.example' },
        ],
      },
    ],
  });
}
