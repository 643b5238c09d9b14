import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const checkout = resolve(__dirname, '../..');
const text = (path: string): string => readFileSync(join(checkout, path), 'utf8');

/** @returns one sentence per breach; none when the image is what it promises. */
function breachesOf(dockerfile: string, nodeVersion: string): string[] {
  const lines = dockerfile.replace(/\\\n/g, ' ').split('\n');
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
  const has = (pattern: RegExp): boolean => last.some((line) => pattern.test(line));
  const image = /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile)?.[1] ?? '';
  const kept: readonly (readonly [boolean, string])[] = [
    [lines.filter((line) => line.startsWith('FROM ')).length > 1, 'carries what only the build needs'],
    [new RegExp(`^node:${nodeVersion}\\.\\d+\\.\\d+-`).test(image), `stands on ${image}, not on a fixed version of Node.js ${nodeVersion}`],
    [has(/^USER 1000:1000$/), 'runs as root'],
    [has(/^STOPSIGNAL SIGTERM$/), 'is not told to stop by SIGTERM'],
    [has(/^HEALTHCHECK .*CMD \["node", "healthy\.mjs", "\/livez"\]$/), 'does not look after its health'],
    [!has(/^RUN .*(npm|apt)/), 'installs something beside what was built'],
    [/npm prune --omit=dev/.test(dockerfile), 'carries development packages'],
    [!/^(ARG|ENV) .*(PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL)/m.test(dockerfile), 'holds a secret'],
    [!/^COPY .*(\.npmrc|\.env|\.data).* \.\/?$/m.test(last.join('\n')), 'holds settings of the machine that built it'],
  ];
  return kept.flatMap(([holds, breach]) => (holds ? [] : [`The image ${breach}.`]));
}

const dockerfile = text('Dockerfile');
const nodeVersion = text('.nvmrc').trim();

describe('Dockerfile', () => {
  it('keeps every rule', () => {
    expect(breachesOf(dockerfile, nodeVersion)).toEqual([]);
  });

  it.each<[breach: string, from: string | RegExp, to: string]>([
    ['The image carries what only the build needs.', /^FROM .* AS build$/m, '# build'],
    ['The image stands on node:latest, not on a fixed version of Node.js 22.', /^ARG NODE_IMAGE=.*$/m, 'ARG NODE_IMAGE=node:latest'],
    ['The image runs as root.', 'USER 1000:1000', 'USER root'],
    ['The image is not told to stop by SIGTERM.', 'STOPSIGNAL SIGTERM', ''],
    ['The image does not look after its health.', '"/livez"', '"/"'],
    ['The image installs something beside what was built.', 'RUN mkdir', 'RUN apt-get install curl && mkdir'],
    ['The image carries development packages.', 'npm prune --omit=dev', 'npm prune'],
    ['The image holds a secret.', 'ENV NODE_ENV=production', 'ENV NODE_ENV=production AUDIT_KEY=x'],
    ['The image holds settings of the machine that built it.', 'COPY --from=build /build/package.json ./', 'COPY package.json .npmrc ./'],
  ])('a breach is seen: %s', (breach, from, to) => {
    expect(dockerfile).toMatch(from);
    expect(breachesOf(dockerfile.replace(from, to), '22')).toContain(breach);
  });

  it('is given nothing that it does not ask for', () => {
    const lines = text('.dockerignore').split('\n');
    const rules = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    expect(rules.filter((rule) => rule.startsWith('!')).some((rule) => /\.data|\.git|\.env|docs|shared/.test(rule))).toBe(false);
  });
});
