// `npm run build [-- server|web]`: compiles whether or not anything changed.
import { build } from './prepare.mjs';

const wanted = process.argv[2];
try {
  await build({ force: true, only: wanted });
} catch (error) {
  console.error(error.expected ? error.message : error);
  process.exitCode = error.exitCode || 1;
}
