import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;

/**
 * Reads a file of certificates (PEM), like one that `AWS_CA_BUNDLE` or `ca_bundle` names. Gives its text.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-gen-config.html
 * @throws Error that says why the file cannot be used
 */
export async function readCaBundle(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${file} could not be read: ${error.code ?? error.message}`, { cause: error });
  });
  const certificates = text.match(CERTIFICATE) ?? [];
  if (certificates.length === 0) throw new Error(`${file} has no certificate (PEM) in it`);
  for (const [index, certificate] of certificates.entries()) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      throw new Error(`${file}: its certificate ${index + 1} cannot be read`, { cause: error });
    }
  }
  return text;
}
