// `npm start`: installs and builds what is missing or out of date, then runs everything in this one process.
// This file must load on any Node that knows modules, so that an old one gets a sentence and not a syntax error.
const [major, minor] = process.versions.node.split('.').map(Number);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Komitmen needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`);
  process.exitCode = 1;
} else {
  import('./prepare.mjs')
    .then(({ prepare, run, stopWithParent }) => {
      stopWithParent();
      return prepare().then(() => run('standalone/src/main.js'));
    })
    .catch((error) => {
      console.error(error.expected ? error.message : error);
      process.exitCode = error.exitCode || 1;
    });
}
