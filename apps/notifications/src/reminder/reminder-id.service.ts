import { createHash } from 'node:crypto';
import type { Post } from './reminder';

/** The same flag, post and rung always have the same id, so that no event, however often it comes, makes a second row. */
export const reminderId = (flagId: string, post: Post, rung: number): string =>
  createHash('sha256').update(`${flagId} ${post} ${rung}`).digest('hex').slice(0, 32);
