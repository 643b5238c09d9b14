// Checks resources against the Kubernetes API as the package kubernetes-models carries it: its validators are the API's OpenAPI schemas
// (types, required fields, formats), but let unknown fields pass; its types catch those. A program of its own, because the package is
// for import only. Standard input: a JSON array of resources. Standard output: a JSON array of problems, in sentences.
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const resources = JSON.parse(readFileSync(0, 'utf8'));
const nameOf = ({ kind, metadata }) => `${kind} ${metadata?.name}`;
const problems = [...(await schemaProblems()), ...unknownFields()];
process.stdout.write(JSON.stringify(problems));

async function schemaProblems() {
  const found = [];
  for (const resource of resources) {
    const models = await import(`kubernetes-models/${resource.apiVersion}`).catch(() => ({}));
    const Model = models[resource.kind];
    if (Model === undefined) {
      found.push(`${nameOf(resource)}: there is no ${resource.kind} in ${resource.apiVersion}`);
      continue;
    }
    try {
      new Model(resource).validate();
    } catch (error) {
      for (const { instancePath, message } of error.errors ?? [{ instancePath: '', message: error.message }]) {
        found.push(`${nameOf(resource)}: ${instancePath} ${message}`);
      }
    }
  }
  return found;
}

/** Type checks a file that is never written, with each resource as a literal of the type of its kind. */
function unknownFields() {
  const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
  const file = join(checkout, 'resources-to-check.mts');
  const known = resources.filter(({ apiVersion, kind }) =>
    ts.sys.fileExists(`${checkout}/node_modules/kubernetes-models/${apiVersion}/${kind}.d.ts`),
  );
  const lines = known.map(
    (resource) =>
      `(${JSON.stringify(resource)}) satisfies import('kubernetes-models/${resource.apiVersion}/${resource.kind}').I${resource.kind};`,
  );
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const text = lines.join('\n');
  host.fileExists = (path) => path === file || fileExists(path);
  host.readFile = (path) => (path === file ? text : readFile(path));
  host.getSourceFile = (path, ...rest) => (path === file ? ts.createSourceFile(path, text, options.target) : getSourceFile(path, ...rest));
  const program = ts.createProgram([file], options, host);
  return ts.getPreEmitDiagnostics(program, program.getSourceFile(file)).map(({ start, messageText }) => {
    const line = text.slice(0, start ?? 0).split('\n').length - 1;
    const said = ts.flattenDiagnosticMessageText(messageText, ' ').replace(/\s+/g, ' ');
    return `${nameOf(known[line])}: ${said}`;
  });
}
