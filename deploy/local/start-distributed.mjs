// `npm run start:distributed`: every service as a process of its own over Kafka, Redis and PostgreSQL, on this one machine;
// with `-- --restore <folder>` after its empty servers were brought to the moment of a backup.
// This file must load on any Node that knows modules, so that an old one gets a sentence and not a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Komitmen needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`);
  process.exitCode = 1;
} else {
  start().catch((error) => {
    console.error(error.expected ? error.message : error);
    process.exitCode = error.exitCode || 1;
  });
}

async function start() {
  const { prepare, stopWithParent } = await import('./prepare.mjs');
  const { requireTools } = await import('./distributed/servers.mjs');
  stopWithParent();
  requireTools(process.env);
  await prepare();
  // What it imports from packages and from the build is there only now.
  const { launch } = await import('./distributed/launcher.mjs');
  await launch(process.argv.slice(2));
}
