/** Who is signed in. */

import { del, get, post, Problem, trust } from './api.js';
import { namesFor } from './names.js';

/** Null when nobody is. */
export async function current() {
  try {
    return opened(await get('/session'));
  } catch (problem) {
    if (problem instanceof Problem && problem.status === 401) return null;
    throw problem;
  }
}

export const signIn = async (tenant, login, password) => opened(await post('/session', { tenant, login, password }, { key: '' }));

export async function signOut() {
  await del('/session');
  trust('');
}

function opened(session) {
  trust(session.csrf_token ?? '');
  namesFor(session.agent);
  return session;
}
