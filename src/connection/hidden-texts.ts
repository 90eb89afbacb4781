import { misspeltSecret } from '../fields/secret-placeholder.ts';
import { isObject, type Json } from '../json/json.ts';

/**
 * The members of an authentication that messages show, if they are texts: an operator must find the profile, role or file that
 * was refused. AWS's own messages name roles and sessions, too. All other members are secrets, whoever put them in.
 */
const SHOWN = ['type', 'profile', 'roleArn', 'roleSessionName', 'webIdentityTokenFile', 'region'];

/** An authentication has a few texts. The limits keep a hostile one from taking long to hide. */
const MOST_TEXTS = 100;
const MOST_CHARACTERS = 16_384;
const MAX_DEPTH = 10;

/** Gives the texts of an authentication, or of a credential, that no message may show. */
export function hiddenTexts(authentication: Json | undefined): Set<string> {
  const texts = new Set<string>();
  addTextsIn(authentication, texts, 0);
  return texts;
}

function addTextsIn(value: Json | undefined, texts: Set<string>, depth: number): void {
  if (texts.size >= MOST_TEXTS || depth > MAX_DEPTH) return;
  if (typeof value === 'string') {
    const text = value.slice(0, MOST_CHARACTERS).trim();
    // A placeholder that is not replaced is no secret: the message says how it is spelt.
    if (misspeltSecret(text)?.placeholder !== text) texts.add(text);
  } else if (Array.isArray(value)) {
    for (const member of value) addTextsIn(member, texts, depth + 1);
  } else if (isObject(value)) {
    for (const name in value) {
      const member = value[name];
      if (typeof member !== 'string' || !SHOWN.includes(name)) addTextsIn(member, texts, depth + 1);
    }
  }
}
