type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of Camunda's SDK that are secrets. */
const SECRETS = [
  'ZEEBE_CLIENT_SECRET',
  'CAMUNDA_CONSOLE_CLIENT_SECRET',
  'CAMUNDA_BASIC_AUTH_PASSWORD',
  'CAMUNDA_COOKIE_AUTH_PASSWORD',
  'CAMUNDA_OAUTH_TOKEN',
];
/**
 * The beginning of an address with a user and a password in it, like `https://ada:pass@example.com`. That of a proxy may lack the
 * protocol.
 */
const WITH_PASSWORD = /^\s*(?:[a-z][a-z\d+.-]*:\/\/)?([^\s:]*:(\S+))@/i;

/** The names of variables with addresses. In others `main@sha256:…` is no password. */
const OF_ADDRESS = /(?:ADDRESS|URL|PROXY)$/i;

/** Gives the texts of the environment that no message may show: settings that are secrets, and passwords in addresses. */
export function secretsOf(variables: Variables): string[] {
  const settings = SECRETS.map((name) => variables[name] ?? '');
  const passwords = Object.entries(variables).flatMap(([name, value = '']) => {
    if (!value.includes('://') && !OF_ADDRESS.test(name)) return [];
    const [, userInfo = '', password = ''] = WITH_PASSWORD.exec(value) ?? [];
    return [userInfo, password, decoded(password)];
  });
  return [...new Set([...settings, ...passwords])].filter((secret) => secret !== '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return text;
  }
}
